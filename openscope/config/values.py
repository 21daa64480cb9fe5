"""A policy as frozen values: what is allowed, what the company does, what was decided for single items."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property

from msgspec import Struct, field
from msgspec.structs import replace

from openscope.model import Kind, OpennessClass


class Treatment(StrEnum):
    """What to do about a kind of restriction: fail, show a warning, or nothing."""

    BLOCK = "block"
    REVIEW = "review"
    ACCEPT = "accept"


class OnUnknown(StrEnum):
    """What to do about what nobody has said yes to. There is no third way."""

    DENY = "deny"
    WARN = "warn"


class Rules(Struct, frozen=True):
    """What holds for an item of one kind and scope.

    `allow` are licence categories, `copyleft:` strengths, openness classes, SPDX ids, and ids `WITH` an
    exception. A kind of restriction that `treatments` does not name is accepted. `confidence` (0 to
    1) is the least score that the evidence of an allowed licence must have, `openness` the least
    that a model must be.
    """

    allow: tuple[str, ...] = ()
    unknown: OnUnknown = OnUnknown.DENY
    treatments: Mapping[str, Treatment] = field(default_factory=dict)
    confidence: float = 0.0
    openness: OpennessClass | None = None


class Layer(Struct, frozen=True):
    """One table of a policy: what it says, and None where it says nothing."""

    allow: tuple[str, ...] | None = None
    also_allow: tuple[str, ...] = ()
    unknown: OnUnknown | None = None
    treatments: Mapping[str, Treatment] = field(default_factory=dict)
    confidence: float | None = None
    openness: OpennessClass | None = None

    def over(self, rules: Rules) -> Rules:
        """The rules with what this table says in place of what they said."""
        allow = rules.allow if self.allow is None else self.allow
        return replace(
            rules,
            allow=tuple(dict.fromkeys((*allow, *self.also_allow))),
            unknown=self.unknown or rules.unknown,
            treatments={**rules.treatments, **self.treatments},
            confidence=rules.confidence if self.confidence is None else self.confidence,
            openness=self.openness or rules.openness,
        )


class Money(Struct, frozen=True):
    """An amount, and its currency as ISO 4217 writes it."""

    value: float
    currency: str


class Company(Struct, frozen=True):
    """What the company does. A fact or figure that is not here was not stated: it counts as possible.

    `facts` are those of `rules/company.toml`, `figures` the metrics of limits by their names,
    `regions` the codes of the places where the company or its customers are.
    """

    facts: Mapping[str, bool] = field(default_factory=dict)
    figures: Mapping[str, float | Money] = field(default_factory=dict)
    regions: tuple[str, ...] | None = None
    sector: str | None = None


class Waiver(Struct, frozen=True):
    """An `[[exception]]`: what is let pass for one item, and why. It holds up to the day `expires`, and
    as long as the item's evidence has the digest `evidence_sha256` where one is given.

    `item` is a package URL; without a version it means every version, and `*` stands for any words.
    `line` is that of the policy file.
    """

    item: str
    allow: tuple[str, ...]
    reason: str
    owner: str | None = None
    expires: date | None = None
    evidence_sha256: str | None = None
    line: int | None = None


class Clarification(Struct, frozen=True):
    """A `[[clarification]]`: the licence of one item as a person read it, in place of what was concluded."""

    item: str
    license: str
    reason: str
    owner: str | None = None
    expires: date | None = None
    evidence_sha256: str | None = None
    line: int | None = None


class Policy(Struct, frozen=True, dict=True):
    """A policy file with the preset below it.

    `path` is the file as a person knows it: relative to the repository's root, or the preset's name.
    `base` are the tables of the preset and `own` those of the file, by their place: "" for
    `[policy]`, "model" for `[policy.model]`, "scope.development" for `[policy.scope.development]`.
    `digest` identifies everything that it says.
    """

    path: str
    digest: str = ""
    extend: str | None = None
    base: Mapping[str, Layer] = field(default_factory=dict)
    own: Mapping[str, Layer] = field(default_factory=dict)
    company: Company = Company()
    waivers: tuple[Waiver, ...] = ()
    clarifications: tuple[Clarification, ...] = ()

    @cached_property
    def _rules(self) -> dict[tuple[Kind, str | None], Rules]:
        """The rules that were asked for."""
        return {}

    def rules(self, kind: Kind, scope: str | None) -> Rules:
        """What holds for an item: the table of its scope over that of its kind over `[policy]`.

        A key of the file stands in for the same key of the same table of the preset.
        """
        rules = self._rules.get((kind, scope))
        if rules is None:
            rules = Rules()
            for place in ("", str(kind), f"scope.{scope}"):
                for layer in (self.base.get(place), self.own.get(place)):
                    rules = layer.over(rules) if layer else rules
            self._rules[kind, scope] = rules
        return rules
