"""What the checks of a policy see: an item with its verdict, and the policy with what became of it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from openscope.config import PRESET, Clarification, OnUnknown, Policy, Waiver
from openscope.decide.place import is_address, place_of
from openscope.expression import ids
from openscope.model import Allowance, Assessment, Bound, Item, Label, Severity, Verdict

_MOST_LEAVES = 3


class Judged(Struct, frozen=True):
    """An item and what the policy says of it. `policy` is the path of the policy, and `item` the package URL
    that its decisions about the item are written with.
    """

    each: Assessment
    verdict: Verdict
    unknown: OnUnknown
    policy: str
    item: str

    @property
    def severity_of_unknown(self) -> Severity:
        """What the policy makes of what is unknown."""
        return Severity.ERROR if self.unknown is OnUnknown.DENY else Severity.WARNING

    @property
    def name(self) -> str:
        """The item in a sentence."""
        name = titled(self.each.item)
        needed = self.each.item.dependency
        # From the project downwards: who depends on it directly needs not be told.
        return f"{name}, needed by {' > '.join(needed.via[1:])}" if needed and len(needed.via) > 1 else name

    def exception(self, allow: str) -> str:
        """The next step that is a decision."""
        what = f'item = "{self.item}", allow = ["{allow}"]'
        file = "openscope.toml" if self.policy.startswith(PRESET) else self.policy
        return f"write an [[exception]] with {what} into {file}"

    def where(self, license: str | None = None) -> tuple[str | None, int | None]:
        """The place of the item, and where a licence is given, the one that names it; see `place_of`."""
        return place_of(self.each, license)

    def words(self, license: str) -> tuple[str, ...]:
        """What a line that names a licence may call it: the id, or the words of a declaration."""
        quotes = [e.quote for e in self.each.evidence if e.quote and license in (*ids(e.expression), e.quote)]
        values = [quote.partition(": ")[2] for quote in quotes]
        name = self.each.item.name if self.each.item.dependency else ""
        bases = [base.name for base in self.each.bases]
        return name, license, *values, *quotes, self.each.license.declared or "", *bases

    def place(self, bound: Bound) -> tuple[str | None, int | None]:
        """The place of a restriction's clause, or of its licence."""
        inside = bound.path and not is_address(bound.path) and self.each.item.dependency is None
        return (bound.path, bound.line) if inside else self.where(bound.license)


class Upkeep(Struct, frozen=True):
    """A policy after it was applied.

    `used` are the decisions that made a difference, `expired` and `stale` those that no longer hold,
    with the items that they are about; `allowances` the comments that nothing was let pass by, with
    their paths from the repository's root. `whole` says that everything the policy is for was
    judged, so that what was not needed is not needed at all.
    """

    policy: Policy
    used: frozenset[Waiver | Clarification]
    expired: Sequence[Waiver | Clarification]
    stale: Mapping[Waiver | Clarification, Assessment]
    allowances: Sequence[Allowance]
    whole: bool


def titled(item: Item) -> str:
    """An item as a sentence names it: with its version, of a commit the first digits."""
    version = item.version[:12] if item.version and len(item.version) == 40 else item.version
    return f"{item.name} {version}" if version else item.name


def listed(labels: Sequence[Label]) -> str:
    """Labels in a sentence: "GPL-3.0-only (strong copyleft is not allowed)"."""
    words = [f"{label.leaf} ({label.why})" for label in labels[:_MOST_LEAVES]]
    more = len(labels) - _MOST_LEAVES
    return ", ".join(words) + (f" and {more} more" if more > 0 else "")
