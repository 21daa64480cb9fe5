"""What a report comes to, in one sentence: the same words and numbers in every format."""

from collections import Counter

from msgspec import Struct

from openscope.checks import POLICY_CODES
from openscope.model import Report, Severity
from openscope.render.located import RANK, located, unread


class Tally(Struct, frozen=True):
    """How many findings there are, each counted once: by its level, but of a judged report those that are
    no policy's and fail nothing as `facts`, by their code. `suppressed` counts by reason, `unread` what
    could not be examined.
    """

    levels: Counter[Severity]
    facts: Counter[str]
    suppressed: Counter[str]
    unread: int

    @property
    def fails(self) -> bool:
        """Whether a finding fails the run."""
        return bool(self.levels[Severity.ERROR])

    @property
    def state(self) -> str:
        """How the run ended; what was not examined is no pass."""
        return "violated" if self.fails else "not examined" if self.unread else "pass"


def tally(report: Report) -> Tally:
    """Count what a report holds."""
    levels: Counter[Severity] = Counter()
    facts: Counter[str] = Counter()
    for each in located(report):
        judged = report.policy is None or each.finding.code in POLICY_CODES
        if judged or each.level is Severity.ERROR:
            levels[each.level] += 1
        else:
            facts[each.finding.code] += 1
    findings = [f for each in report.items for f in each.findings] + list(report.findings)
    suppressed = Counter(f.suppressed.partition(":")[0] for f in findings if f.suppressed)
    return Tally(levels, facts, suppressed, len(unread(report)))


def sentence(report: Report, counts: Tally) -> str:
    """For instance “18 errors, 1 warning in 31 items by openscope.toml; 2 things not examined”."""
    levels = [_number(counts.levels[each], each) for each in sorted(RANK, key=RANK.__getitem__)]
    said = ", ".join(words for words in levels if not words.startswith("0 ")) or "no findings"
    by = f" by {report.policy.path}" if report.policy else ""
    parts = [f"{said} in {_number(len(report.items), 'item')}{by}"]
    if counts.unread:
        parts.append(f"{_number(counts.unread, 'thing')} not examined")
    parts += [f"{count} {reason}" for reason, count in sorted(counts.suppressed.items())]
    if counts.facts:
        codes = ", ".join(f"{count} {code}" for code, count in sorted(counts.facts.items()))
        parts.append(f"facts, which fail only where --fail-on names them: {codes}")
    return "; ".join(parts)


def _number(count: int, thing: str) -> str:
    return f"{count} {thing}{'s' if count != 1 else ''}"
