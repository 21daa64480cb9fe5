"""openscope's list of dependencies against the ecosystem's own, on real projects: `make projects`.

Each project is a manifest that pulls real packages in from its registry, in `.projects/`. What is there
already is kept. Printed are the packages that only one of the two lists, and those whose licence is not
concluded or not known, with what is declared and the reason. A project whose tools are not installed is left
out, and that is said. `python -m tests.projects --offline` asks no registry about licences.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openscope.collect.dependencies.purl import canonical

WORK = Path(".projects")

Packages = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Project:
    """A real project: the files it starts from, the commands that settle it, and its ecosystem's own listing.

    `tools` are the programs that are needed, `type` is that of the package URLs that are compared.
    """

    files: Mapping[str, str]
    tools: tuple[str, ...]
    settle: tuple[tuple[str, ...], ...]
    type: str
    listing: Callable[[Path], Packages]
    scanned: str = "."


def say(line: str) -> None:
    """One line of the answer, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def run(*command: str, at: Path) -> str:
    """What a command prints; some exit with 1 over what they only want to mention."""
    return subprocess.run(command, cwd=at, check=False, capture_output=True, text=True).stdout


def uv(at: Path) -> Packages:
    """`uv export` of every group and extra, on every platform."""
    command = ("uv", "export", "--quiet", "--no-hashes", "--no-annotate", "--no-header", "--all-extras")
    lines = run(*command, "--all-groups", "--no-emit-project", at=at).splitlines()
    pins = [line.partition(";")[0].strip().split("==") for line in lines if "==" in line]
    return {(canonical(name), version) for name, version in pins}


def poetry(at: Path) -> Packages:
    """`poetry show --all`: every group, on every platform."""
    listed = json.loads(run("poetry", "show", "--all", "--no-interaction", "--format", "json", at=at))
    return {(canonical(each["name"]), each["version"]) for each in listed}


def pip(at: Path) -> Packages:
    """`pip list` of the environment."""
    listed = json.loads(run(str(at.resolve() / ".venv/bin/pip"), "list", "--format=json", at=at))
    return {(canonical(each["name"]), each["version"]) for each in listed}


def npm(at: Path) -> Packages:
    """`npm ls --all` over the lockfile, by the packages' own names, without the members of the workspace."""
    found: Packages = set()
    command = ("npm", "ls", "--all", "--long", "--json", "--package-lock-only")
    top = json.loads(run(*command, at=at))
    members = {name for name, each in top["dependencies"].items() if "file:" in each.get("resolved", "")}
    left = [top]
    while left:
        for each in left.pop().get("dependencies", {}).values():
            left.append(each)
            if "version" in each and each["name"] not in members:
                found.add((each["name"], each["version"]))
    return found


def cargo(at: Path) -> Packages:
    """`cargo metadata`, without the project itself."""
    packages = json.loads(run("cargo", "metadata", "--format-version", "1", at=at))["packages"]
    return {(each["name"], each["version"]) for each in packages if each["source"]}


def go(at: Path) -> Packages:
    """`go list -m all`, without the project itself."""
    lines = run("go", "list", "-m", "all", at=at).splitlines()[1:]
    return {(line.split()[0], line.split()[1]) for line in lines}


def maven(at: Path) -> Packages:
    """`mvn dependency:list`."""
    run("mvn", "--quiet", "--batch-mode", "dependency:list", "-DoutputFile=list.txt", at=at)
    parts = [
        line.split()[0].split(":") for line in (at / "list.txt").read_text().splitlines() if ":jar:" in line
    ]
    return {(f"{each[0]}:{each[1]}", each[-2]) for each in parts}


PROJECTS: Mapping[str, Project] = {
    "python, uv.lock": Project(
        {
            "pyproject.toml": '[project]\nname = "shop"\nversion = "1.0.0"\nlicense = "MIT"\n'
            'requires-python = ">=3.11"\ndependencies = ["fastapi[standard]", "sqlalchemy", "celery[redis]",'
            ' "httpx[http2]", "boto3", "pandas"]\n'
            '[dependency-groups]\ndev = ["pytest", "mypy", "ruff", "sphinx"]\n'
        },
        ("uv",),
        (("uv", "lock", "--quiet"),),
        "pypi",
        uv,
    ),
    "python, poetry.lock": Project(
        {
            "pyproject.toml": '[tool.poetry]\nname = "shop"\nversion = "1.0.0"\nlicense = "MIT"\n'
            'description = ""\nauthors = []\npackage-mode = false\n'
            '[tool.poetry.dependencies]\npython = ">=3.11,<4"\nflask = "*"\nrequests = "*"\npandas = "*"\n'
            'matplotlib = "*"\ncelery = "*"\npsycopg2-binary = "*"\n'
            '[tool.poetry.group.dev.dependencies]\npytest = "*"\nblack = "*"\npylint = "*"\nipython = "*"\n'
            # By the simple API, which every index has.
            '[[tool.poetry.source]]\nname = "simple"\nurl = "https://pypi.org/simple/"\n'
            'priority = "primary"\n'
        },
        ("poetry",),
        (("poetry", "lock", "--quiet", "--no-interaction"),),
        "pypi",
        poetry,
    ),
    "python, environment": Project(
        {"requirements.txt": "flask\ndjango\njupyterlab\nscikit-learn\nsphinx\nmkdocs\n"},
        (),
        (
            (sys.executable, "-m", "venv", ".venv"),
            (".venv/bin/pip", "install", "--quiet", "-r", "requirements.txt"),
        ),
        "pypi",
        pip,
        ".venv",
    ),
    "npm workspace": Project(
        {
            "package.json": json.dumps(
                {
                    "name": "ws", "version": "1.0.0", "private": True, "workspaces": ["parts/*"],
                    "devDependencies": {"webpack": "5.91.0", "jest": "29.7.0", "eslint": "8.57.0",
                                        "webpack-dev-server": "5.0.4", "@babel/preset-env": "7.24.5"},
                }
            ),
            "parts/a/package.json": '{"name": "@ws/a", "version": "1.0.0", "license": "MIT", "dependencies":'
            ' {"express": "4.19.2", "lodash": "4.17.21"}}',
            "parts/b/package.json": '{"name": "@ws/b", "version": "1.0.0", "license": "MIT", "dependencies":'
            ' {"@ws/a": "1.0.0", "next": "14.2.3", "react": "18.3.1", "react-dom": "18.3.1"}}',
        },
        ("npm",),
        (("npm", "install", "--silent", "--ignore-scripts", "--package-lock-only"),),
        "npm",
        npm,
    ),
    "rust": Project(
        {
            "Cargo.toml": '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n'
            '[dependencies]\ntokio = { version = "1", features = ["full"] }\nreqwest = "0.12"\n'
            'clap = { version = "4", features = ["derive"] }\nserde_json = "1"\naxum = "0.7"\n',
            "src/main.rs": "fn main() {}\n",
        },
        ("cargo",),
        (("cargo", "fetch", "--quiet"),),
        "cargo",
        cargo,
    ),
    "go": Project(
        {
            "go.mod": "module example.com/shop\n",
            "main.go": 'package main\n\nimport (\n\t_ "github.com/gin-gonic/gin"\n'
            '\t_ "github.com/spf13/cobra"\n'
            '\t_ "github.com/stretchr/testify/assert"\n)\n\nfunc main() {}\n',
        },
        ("go",),
        # The build needs only some of the modules; here the licences of the whole graph are asked for.
        (("go", "mod", "tidy"), ("go", "mod", "download", "all")),
        "golang",
        go,
    ),
    "java": Project(
        {
            "pom.xml": '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>com.example</groupId><artifactId>shop</artifactId><version>1.0</version><dependencies>"
            + "".join(
                f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
                f"<version>{version}</version></dependency>"
                for group, artifact, version in (
                    ("com.google.guava", "guava", "33.2.0-jre"),
                    ("com.fasterxml.jackson.core", "jackson-databind", "2.17.1"),
                    ("org.slf4j", "slf4j-api", "2.0.13"),
                )
            )
            + "</dependencies></project>",
        },
        ("mvn",),
        (),
        "maven",
        maven,
    ),
}  # fmt: skip


def settle(name: str, project: Project) -> Path:
    """The directory of a project, made where it is not there yet."""
    at = WORK / name.replace(", ", "-").replace(" ", "-")
    if not (at / "settled").exists():
        shutil.rmtree(at, ignore_errors=True)
        for path, text in project.files.items():
            (at / path).parent.mkdir(parents=True, exist_ok=True)
            (at / path).write_text(text)
        for command in project.settle:
            subprocess.run(command, cwd=at, check=True, stdout=subprocess.DEVNULL)
        (at / "settled").touch()
    return at


def scanned(at: Path, type_: str, options: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The dependencies that openscope finds, by name and version."""
    command = [
        str(Path(sys.executable).with_name("openscope")),
        "scan",
        str(at),
        "-f",
        "json",
        "-q",
        *options,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    items = json.loads(done.stdout)["items"]
    wanted = [each for each in items if each["id"].startswith(f"pkg:{type_}/") and each["direct"] is not None]
    # Installed copies have the name as it is written, lists of pip the canonical one.
    spelled = canonical if type_ == "pypi" else str
    return {(spelled(each["name"]), each["version"]): each for each in wanted}


def is_known(item: dict[str, Any]) -> bool:
    """Whether a licence is concluded, and known: not a text that nobody has named."""
    return bool(item["license"]["concluded"]) and item["category"] != "unknown"


def compare(name: str, project: Project, options: list[str]) -> bool:
    """Prints how the two lists differ; whether they are the same."""
    at = settle(name, project)
    theirs = project.listing(at)
    ours = scanned(at / project.scanned, project.type, options)
    known = sum(1 for each in ours.values() if is_known(each))
    say(
        f"\n{name}: {len(theirs)} listed, {len(ours)} found, licence known of {known / max(len(ours), 1):.1%}"
    )
    for word, some in (("only listed", theirs - ours.keys()), ("only found", ours.keys() - theirs)):
        for package, version in sorted(some)[:40]:
            say(f"  {word}: {package} {version}")
    for (package, version), each in sorted(ours.items()):
        if not is_known(each):
            said = each["license"]["declared"] or "nothing declared"
            say(f"  unknown: {package} {version}: {said} ({each['because']})")
    return theirs == ours.keys()


def main() -> int:
    """Compares every project whose tools are here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offline", action="store_true")
    parser.add_argument("names", nargs="*", help="those to compare; all of them where none is named")
    chosen = parser.parse_args()
    options = ["--offline"] if chosen.offline else []
    same = True
    for name, project in PROJECTS.items():
        missing = [tool for tool in project.tools if shutil.which(tool) is None]
        if missing:
            say(f"\n{name}: left out, {', '.join(missing)} is not installed")
        elif not chosen.names or name in chosen.names:
            same = compare(name, project, options) and same
    return 0 if same else 1


if __name__ == "__main__":
    os.environ.setdefault("CI", "1")
    sys.exit(main())
