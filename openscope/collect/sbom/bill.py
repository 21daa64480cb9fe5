"""What a bill of materials says, whichever format it is written in."""

from collections.abc import Iterator

from msgspec import Struct, field

from openscope.collect.paths import printable
from openscope.collect.sbom.remarks import read_remarks
from openscope.model import Base, Developer, Kind, Relation, Scope, Stated
from openscope.regex import regex

NAMED_ONLY = "Named as the base of a model; not examined."
"""The comment by which openscope's own bills tell the bases of models that are no items."""

_COUNTRY = regex(r"[A-Z]{2}")

NOTHING = frozenset({"", "NOASSERTION", "NONE"})
"""What the formats write where nothing is said."""


class Part(Struct):
    """A component: its name, what is said of its licence, and what it needs (references, with what for).

    `scope` is what the bill says of the component itself; one that is `named` only, as the base of a model,
    is no item. `texts` are licence texts that the bill holds
    for it, by the name that its expressions call them by. `maker` is the organisation that made it, `country`
    that of the maker.
    """

    name: str
    version: str | None = None
    purl: str | None = None
    kind: Kind = Kind.PACKAGE
    line: int | None = None
    scope: Scope | None = None
    named: bool = False
    maker: str | None = None
    country: str | None = None
    declared: list[str] = field(default_factory=list)
    concluded: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    needs: list[tuple[str, Scope]] = field(default_factory=list)
    bases: list[Base] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "Part") -> None:
        """Takes what the bill says of the same package in another place."""
        self.declared += other.declared
        self.concluded += other.concluded
        self.texts |= other.texts

    def stated(self, path: str) -> Stated | None:
        """What the bill says of the component beside its name; None where it says nothing.

        A name that the bill itself gives a licence by says no more than its text.
        """
        own = read_remarks(self.remarks, path, self.line)
        found = Stated(
            path,
            self.line,
            tuple(dict.fromkeys((*self._said(self.declared), *own.declared))),
            tuple(dict.fromkeys(self._said(self.concluded))),
            own.clauses,
            own.signals,
            tuple(self.bases),
            self._developer(path),
        )
        return found if found != Stated(path, self.line) else None

    def _developer(self, path: str) -> Developer | None:
        if self.maker is None or self.kind not in (Kind.MODEL, Kind.DATASET):
            return None
        country = self.country if self.country and _COUNTRY.fullmatch(self.country) else None
        return Developer(printable(self.maker), country, path)

    def _said(self, words: list[str]) -> Iterator[str]:
        for each in words:
            if each.strip().upper() not in NOTHING and not (each in self.texts and is_own_name(each)):
                yield printable(each.strip())


class Bill(Struct):
    """The components by their reference, and `tops`: those that the bill says it is about."""

    parts: dict[str, Part] = field(default_factory=dict)
    tops: list[str] = field(default_factory=list)

    def need(self, of: str, other: str, scope: Scope = Scope.RUNTIME) -> None:
        """Notes that one component needs another, where the bill has both."""
        if of != other and of in self.parts and other in self.parts:
            self.parts[of].needs.append((other, self.parts[other].scope or scope))

    def come_from(self, model: str, base: str, path: str, how: str | None) -> None:
        """Notes that a model was made from another; `how` is the bill's word for it, if it is one of ours."""
        if model != base and model in self.parts and base in self.parts:
            part = self.parts[model]
            relation = Relation(how) if how in set(Relation) else None
            part.bases.append(Base(printable(self.parts[base].name), relation, path, part.line))


def is_own_name(id: str) -> bool:
    """Whether a licence is called so in this bill only."""
    return id.startswith("LicenseRef-") and not id.startswith(
        ("LicenseRef-scancode-", "LicenseRef-openscope-")
    )
