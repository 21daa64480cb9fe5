"""JUnit XML in the form that the Jenkins plugin and GitLab read: a test case for each item."""

import re
from collections import defaultdict
from xml.sax.saxutils import escape, quoteattr

from openscope.model import Report, Severity
from openscope.render.located import Located, located, unread
from openscope.render.style import Style

# What XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, style: Style) -> str:  # noqa: ARG001
    """An item with what fails the run has failed, one with other findings says so in its output. What is
    said of the policy itself is one more case, and what could not be examined is an error.
    """
    by_item: defaultdict[str, list[Located]] = defaultdict(list)
    for each in located(report):
        by_item[each.item.item.id if each.item else ""].append(each)
    cases = []
    for item, kind in {each.item.id: each.item.kind for each in report.items}.items():
        cases.append(_case(item, str(kind), by_item.get(item, [])))
    if report.policy is not None and (by_item[""] or not cases):
        cases.append(_case(report.policy.path, "policy", by_item.get("", [])))
    failures = sum("<failure " in case for case in cases)
    skipped = [
        f'    <testcase classname="openscope.examined" name={_attribute(path)}>\n'
        f"      <error message={_attribute(skip.reason)} type={_attribute(skip.code)}/>\n    </testcase>\n"
        for path, skip, _ in unread(report)
    ]
    numbers = f'tests="{len(cases) + len(skipped)}" failures="{failures}" errors="{len(skipped)}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites name="openscope" {numbers}>\n  <testsuite name="openscope" {numbers} skipped="0">\n'
        + "".join(cases + skipped)
        + "  </testsuite>\n</testsuites>\n"
    )


def _case(name: str, kind: str, found: list[Located]) -> str:
    head = f'    <testcase classname="openscope.{kind}" name={_attribute(name)}'
    if not found:
        return f"{head}/>\n"
    errors = [each for each in found if each.level is Severity.ERROR]
    others = [each for each in found if each.level is not Severity.ERROR]
    body = ""
    if errors:
        first = errors[0]
        body += f"      <failure message={_attribute(first.message)} type={_attribute(first.finding.code)}>"
        body += f"{_text(errors)}</failure>\n"
    if others:
        body += f"      <system-out>{_text(others)}</system-out>\n"
    return f"{head}>\n{body}    </testcase>\n"


def _text(found: list[Located]) -> str:
    lines = [
        f"{each.path}:{each.line}: {each.level}: {each.finding.code} {each.finding.slug}: "
        f"{each.message}\n  next: {each.finding.fix}"
        for each in found
    ]
    return escape(_clean("\n".join(lines)))


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
