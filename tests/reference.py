"""The reference of findings, `docs/findings.md`, made from the pages of the checks.

`python -m tests.reference` writes it.
"""

from inspect import cleandoc
from pathlib import Path

from openscope.checks import ALL, POLICY_CODES

PATH = Path(__file__).parent.parent / "docs" / "findings.md"

_HEAD = """\
# Findings

Every finding has a code, a slug and a page; `openscope explain CODE` shows the page. The codes from OS501
on are what a policy says (`openscope check`); the others are facts (`openscope scan`), and fail a build
only where `--fail-on` names them, beside the policy's errors. Made by `python -m tests.reference`.

| code | slug | severity | what |
| --- | --- | --- | --- |
"""


def text() -> str:
    """The reference as it has to be."""
    checks = sorted(ALL, key=lambda check: check.CODE)
    pages = {check.CODE: cleandoc(check.__doc__ or "") for check in checks}
    rows = [
        f"| [{check.CODE}](#{check.CODE.lower()}-{check.SLUG}) | `{check.SLUG}` | {check.SEVERITY}"
        f"{' (policy)' if check.CODE in POLICY_CODES else ''} | {pages[check.CODE].splitlines()[0]} |\n"
        for check in checks
    ]
    parts = [f"\n## {check.CODE} {check.SLUG}\n\n{pages[check.CODE]}\n" for check in checks]
    return _HEAD + "".join(rows) + "".join(parts)


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(text(), encoding="utf-8")
