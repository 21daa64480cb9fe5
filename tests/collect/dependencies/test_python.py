"""Python's lockfiles and lists: what is direct, what for, who needs it, and where it stands."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from openscope.collect.dependencies.requirement import parse_requirement
from openscope.model import Collected, Dependency, Origin, Scope
from tests.collect.dependencies.conftest import Files, Listed

PYPROJECT = """\
[project]
name = "shop"
dependencies = [
  "httpx[http2]>=0.27",
  "idna==3.7; python_version < '4'",
]
[project.optional-dependencies]
plot = ["rich"]
[dependency-groups]
dev = ["pytest>=8", {include-group = "docs"}]
docs = ["Sphinx"]
[build-system]
requires = ["hatchling"]
"""


def facts(dependency: Dependency) -> tuple[bool | None, Scope | None, tuple[str, ...], int | None]:
    return dependency.direct, dependency.scope, dependency.via, dependency.line


UV = """\
version = 1

[[package]]
name = "shop"
version = "0.1.0"
source = { editable = "." }
dependencies = [{ name = "httpx", extra = ["http2"] }, { name = "worker" }]

[package.optional-dependencies]
plot = [{ name = "rich" }]

[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "worker"
version = "0.1.0"
source = { editable = "packages/worker" }
dependencies = [{ name = "numpy", version = "1.26.4", source = { registry = "https://pypi.org/simple" } }]

[[package]]
name = "httpx"
version = "0.27.2"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "idna" }]

[package.optional-dependencies]
http2 = [{ name = "h2" }]

[[package]]
name = "h2"
version = "4.1.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "idna"
version = "3.7"
source = { git = "https://github.com/kjd/idna?rev=v3.7#1d365e17e10d72d0b7876316fc7b9ca0eebdd38d" }

[[package]]
name = "numpy"
version = "1.26.4"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "numpy"
version = "2.1.0"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "pytest"
version = "8.3.3"
source = { registry = "https://pypi.org/simple" }
dependencies = [{ name = "idna" }]

[[package]]
name = "rich"
version = "13.9.2"
source = { registry = "https://pypi.org/simple" }
"""


def test_uv(listed: Listed) -> None:
    found = listed({"uv.lock": UV, "pyproject.toml": PYPROJECT, "packages/worker/pyproject.toml": ""})
    git = "git%2Bhttps://github.com/kjd/idna%3Frev%3Dv3.7%231d365e17e10d72d0b7876316fc7b9ca0eebdd38d"
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:pypi/httpx@0.27.2": (True, Scope.RUNTIME, ("shop",), 21),
        "pkg:pypi/h2@4.1.0": (False, Scope.RUNTIME, ("shop", "httpx"), 30),
        f"pkg:pypi/idna@3.7?vcs_url={git}": (False, Scope.RUNTIME, ("shop", "httpx"), 35),
        "pkg:pypi/numpy@1.26.4": (True, Scope.RUNTIME, ("worker",), 40),
        "pkg:pypi/numpy@2.1.0": (None, None, (), 45),  # no edge leads to it
        "pkg:pypi/pytest@8.3.3": (True, Scope.DEVELOPMENT, ("shop",), 50),
        "pkg:pypi/rich@13.9.2": (True, Scope.OPTIONAL, ("shop",), 56),
    }
    assert found[f"pkg:pypi/idna@3.7?vcs_url={git}"].origin is Origin.GIT


POETRY = """\
[[package]]
name = "httpx"
version = "0.27.2"
optional = false
groups = ["main"]
[package.dependencies]
idna = "*"
h2 = {version = ">=3,<5", optional = true, markers = "extra == \\"http2\\""}

[[package]]
name = "h2"
version = "4.1.0"
optional = true

[[package]]
name = "idna"
version = "3.7"
[package.source]
type = "git"
url = "https://github.com/kjd/idna"
resolved_reference = "1d365e17"

[[package]]
name = "Sphinx"
version = "7.4.7"
groups = ["docs"]
"""


def test_poetry_with_its_project(listed: Listed) -> None:
    project = """\
[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.11"
httpx = "^0.27"
[tool.poetry.group.docs.dependencies]
sphinx = "*"
"""
    found = listed({"poetry.lock": POETRY, "pyproject.toml": project})
    assert {purl.partition("?")[0]: facts(each) for purl, each in found.items()} == {
        "pkg:pypi/httpx@0.27.2": (True, Scope.RUNTIME, ("shop",), 1),
        "pkg:pypi/h2@4.1.0": (False, Scope.OPTIONAL, ("shop", "httpx"), 10),
        "pkg:pypi/idna@3.7": (False, Scope.RUNTIME, ("shop", "httpx"), 15),
        "pkg:pypi/sphinx@7.4.7": (True, Scope.DEVELOPMENT, ("shop",), 23),
    }


def test_poetry_without_its_project_takes_what_nobody_needs_for_direct(listed: Listed) -> None:
    found = listed({"poetry.lock": POETRY})
    assert {each.name: (each.direct, each.scope) for each in found.values()} == {
        "httpx": (True, Scope.RUNTIME),
        "h2": (False, Scope.OPTIONAL),
        "idna": (False, None),
        "Sphinx": (True, Scope.DEVELOPMENT),
    }


def test_pdm(listed: Listed) -> None:
    lock = """\
[[package]]
name = "httpx"
version = "0.27.2"
groups = ["default"]
dependencies = ["idna", "sniffio"]

[[package]]
name = "httpx"
version = "0.27.2"
extras = ["http2"]
groups = ["default"]
dependencies = ["h2<5,>=3", "httpx==0.27.2"]

[[package]]
name = "h2"
version = "4.1.0"
groups = ["default"]

[[package]]
name = "idna"
version = "3.7"
groups = ["default"]
"""
    found = listed({"pdm.lock": lock, "pyproject.toml": PYPROJECT})
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:pypi/httpx@0.27.2": (True, Scope.RUNTIME, ("shop",), 1),
        "pkg:pypi/h2@4.1.0": (False, Scope.RUNTIME, ("shop", "httpx"), 14),
        "pkg:pypi/idna@3.7": (True, Scope.RUNTIME, ("shop",), 19),
    }


def test_pylock_does_not_always_say_who_needs_what(listed: Listed) -> None:
    lock = """\
lock-version = "1.0"
[[packages]]
name = "httpx"
version = "0.27.2"
index = "https://pypi.org/simple"
[[packages]]
name = "certifi"
version = "2024.8.30"
[[packages]]
name = "pytest"
version = "8.3.3"
marker = "'dev' in dependency_groups"
[[packages]]
name = "tool"
[packages.vcs]
type = "git"
url = "https://example.org/tool.git"
commit-id = "abc123"
[[packages]]
name = "shop"
directory = { path = ".", editable = true }
"""
    found = listed({"pylock.dev.toml": lock, "pyproject.toml": PYPROJECT})
    assert {purl: facts(each)[:2] for purl, each in found.items()} == {
        "pkg:pypi/httpx@0.27.2": (True, Scope.RUNTIME),
        "pkg:pypi/certifi@2024.8.30": (None, Scope.RUNTIME),
        "pkg:pypi/pytest@8.3.3": (True, Scope.DEVELOPMENT),
        "pkg:pypi/tool?vcs_url=git%2Bhttps://example.org/tool.git%40abc123": (None, Scope.RUNTIME),
    }


def test_pipenv(listed: Listed) -> None:
    lock = """{
    "_meta": {"sources": []},
    "default": {
        "httpx": {"version": "==0.27.2", "markers": "python_version >= '3.8'"},
        "idna": {"version": "==3.7"}
    },
    "develop": {
        "pytest": {"version": "==8.3.3"},
        "tool": {"git": "https://example.org/tool.git", "ref": "abc"}
    }
}"""
    pipfile = '[packages]\nhttpx = "*"\n[dev-packages]\npytest = "*"\n'
    found = listed({"Pipfile.lock": lock, "Pipfile": pipfile})
    assert {purl: facts(each)[:2] for purl, each in found.items()} == {
        "pkg:pypi/httpx@0.27.2": (True, Scope.RUNTIME),
        "pkg:pypi/idna@3.7": (False, Scope.RUNTIME),
        "pkg:pypi/pytest@8.3.3": (True, Scope.DEVELOPMENT),
        "pkg:pypi/tool?vcs_url=git%2Bhttps://example.org/tool.git%40abc": (False, Scope.DEVELOPMENT),
    }
    assert found["pkg:pypi/httpx@0.27.2"].line == 4
    assert found["pkg:pypi/httpx@0.27.2"].requirement == "python_version >= '3.8'"


def test_a_project_without_a_lockfile_has_ranges(listed: Listed) -> None:
    found = listed({"pyproject.toml": PYPROJECT})
    assert {purl: (*facts(each), each.requirement) for purl, each in found.items()} == {
        "pkg:pypi/httpx": (True, Scope.RUNTIME, ("shop",), 4, ">=0.27"),
        "pkg:pypi/idna@3.7": (True, Scope.RUNTIME, ("shop",), 5, '==3.7; python_version < "4"'),
        "pkg:pypi/rich": (True, Scope.OPTIONAL, ("shop",), 8, None),
        "pkg:pypi/pytest": (True, Scope.DEVELOPMENT, ("shop",), 10, ">=8"),
        "pkg:pypi/sphinx": (True, Scope.DEVELOPMENT, ("shop",), 11, None),
        "pkg:pypi/hatchling": (True, Scope.BUILD, ("shop",), 13, None),
    }


REQUIREMENTS = """\
# made by hand
--index-url https://example.org/simple
-r more/base.txt
-c constraints.txt
Django==5.1.2 \\
    --hash=sha256:aaaa \\
    --hash=sha256:bbbb
requests>=2,<3 ; python_version >= "3.9"  # a comment
uvicorn[standard] == 0.32.0
pip @ https://example.org/pip-24.0-py3-none-any.whl
git+https://github.com/pallets/flask.git@3.0.0#egg=Flask
-e .
-e git+https://example.org/tool.git#egg=tool
./vendor/local-1.0-py3-none-any.whl
"""


def test_requirements(listed: Listed) -> None:
    found = listed(
        {
            "requirements.txt": REQUIREMENTS,
            "more/base.txt": "-r ../requirements.txt\nidna==3.7\n",
            "setup.py": "",
        }
    )
    assert {purl: (each.requirement, each.origin, each.line) for purl, each in found.items()} == {
        "pkg:pypi/django@5.1.2": ("==5.1.2", Origin.REGISTRY, 5),
        "pkg:pypi/requests": ('<3,>=2; python_version >= "3.9"', Origin.REGISTRY, 8),
        "pkg:pypi/uvicorn@0.32.0": ("==0.32.0", Origin.REGISTRY, 9),
        "pkg:pypi/pip?download_url=https://example.org/pip-24.0-py3-none-any.whl": (None, Origin.URL, 10),
        "pkg:pypi/flask?vcs_url=git%2Bhttps://github.com/pallets/flask.git%403.0.0%23egg%3DFlask": (
            None,
            Origin.GIT,
            11,
        ),
        "pkg:pypi/tool?vcs_url=git%2Bhttps://example.org/tool.git%23egg%3Dtool": (None, Origin.GIT, 13),
        "pkg:pypi/local@1.0": (None, Origin.PATH, 14),
        "pkg:pypi/idna@3.7": ("==3.7", Origin.REGISTRY, None),
    }
    assert all(each.direct and each.scope is Scope.RUNTIME for each in found.values())


def test_compiled_requirements_say_who_needs_what(listed: Listed) -> None:
    compiled = """\
httpx==0.27.2
    # via -r requirements-dev.in
idna==3.7
    # via
    #   httpx
    #   numpy
numpy==1.26.4 ; python_version < "3.12"
    # via httpx
numpy==2.1.0 ; python_version >= "3.12"
    # via httpx
"""
    found = listed({"requirements-dev.txt": compiled})
    assert {purl: facts(each) for purl, each in found.items()} == {
        "pkg:pypi/httpx@0.27.2": (True, Scope.DEVELOPMENT, ("requirements-dev.txt",), 1),
        "pkg:pypi/idna@3.7": (False, Scope.DEVELOPMENT, ("requirements-dev.txt", "httpx"), 3),
        "pkg:pypi/numpy@1.26.4": (False, Scope.DEVELOPMENT, ("requirements-dev.txt", "httpx"), 7),
        "pkg:pypi/numpy@2.1.0": (False, Scope.DEVELOPMENT, ("requirements-dev.txt", "httpx"), 9),
    }


def test_a_file_that_is_not_there_is_said(found: Callable[[Files], Collected]) -> None:
    skipped = found({"requirements.txt": "-r nowhere.txt\nidna==3.7\n-r ../../etc/passwd\n"}).skipped
    assert [(skip.path, skip.reason) for skip in skipped] == [
        ("requirements.txt", "line 1: the file that it includes is not there: nowhere.txt"),
        ("requirements.txt", "line 3: the file that it includes is not there: ../../etc/passwd"),
    ]


def test_one_dependency_in_several_lists_is_one_item(listed: Listed) -> None:
    found = listed(
        {
            "requirements.txt": "idna==3.7\nhttpx\n",
            "requirements-dev.txt": "idna==3.7\nhttpx==0.27.2\n",
            "docs/requirements.txt": "IDNA == 3.7\n",
        }
    )
    assert {purl: (each.scope, each.path) for purl, each in found.items()} == {
        "pkg:pypi/idna@3.7": (Scope.RUNTIME, "docs/requirements.txt"),
        "pkg:pypi/httpx@0.27.2": (Scope.DEVELOPMENT, "requirements-dev.txt"),
    }


@given(
    st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,8}[A-Za-z0-9])?", fullmatch=True),
    st.sampled_from(["", "==", ">=", "~=", "<", "=="]),
    st.lists(st.sampled_from(["0", "00", "1", "01", "22", "2024"]), min_size=1, max_size=7),
    st.sampled_from(["", "", "a1", "rc2", ".post0", ".dev3", "b1.post2.dev1", ".*", "+cpu"]),
)
def test_a_plain_requirement_is_read_as_any_other_is(
    name: str, operator: str, parts: list[str], end: str
) -> None:
    words = f"{name}{operator}{'.'.join(parts)}{end}" if operator else name
    assert parse_requirement(words) == parse_requirement(f"{words} ")
