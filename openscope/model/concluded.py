"""What is concluded about an item: its licence, its restrictions, its openness, and what is wrong."""

from msgspec import Struct

from openscope.model.collected import Item
from openscope.model.detected import Limit, Signal
from openscope.model.vocabulary import (
    GapReason,
    MofClass,
    OpennessClass,
    Pillar,
    PillarState,
    Relation,
    Severity,
)


class License(Struct, frozen=True):
    """What is declared, what is detected and what is concluded: SPDX expressions, kept apart.

    Of a model they are those of its weights; `code` and `data` are what the files beside them are under,
    where that is said apart.
    """

    declared: str | None = None
    detected: str | None = None
    concluded: str | None = None
    code: str | None = None
    data: str | None = None


class Conflict(Struct, frozen=True):
    """A dependency that a work needs to run and cannot be combined with under its own licence.

    `of` is the work's expression, `needs` that of `item`; `source` is the address of who says why.
    """

    item: Item
    of: str
    needs: str
    why: str
    source: str


class Restriction(Struct, frozen=True):
    """A fact about a licence: what it forbids or asks for, in the exact words of its clause."""

    kind: str
    summary: str
    license: str
    quote: str
    clause: str | None = None
    limit: Limit | None = None
    inherited_from: str | None = None
    path: str | None = None
    line: int | None = None


class Developer(Struct, frozen=True):
    """Who developed something: its name, the two letters of its country (None where it has none or
    several), and the page that says so.
    """

    name: str
    country: str | None
    source: str


class Ancestor(Struct, frozen=True):
    """A model that an item was made from, over `steps` steps: 1 for a base that the item itself names.

    `relation` is how the item came from it: as an adapter where any step is one, else as the item's own
    step says. `license` is None where nobody knows it; `known` says whether its terms are those of
    the same scan ("scan"), of `rules/models.toml` ("rules"), or of nobody (None: a missing parent).
    `path` and `line` are where the item names the base that leads to it.
    """

    name: str
    relation: Relation | None
    license: str | None
    known: str | None
    steps: int
    path: str
    line: int | None = None


class TrainingData(Struct, frozen=True):
    """A dataset that a model's card names. `known` says who knows of it: an item of the same scan
    ("scan"), the Hub ("hub"), `rules/datasets.toml` ("rules"), or nobody (None).

    `license` is an SPDX expression, None where there is none or nobody knows it; `gated` is None where
    nobody knows. `outputs` is the provider whose models wrote a part of it, `problem` why the Hub says
    nothing.
    `path` and `line` are where the card names it.
    """

    name: str
    license: str | None
    gated: bool | None
    known: str | None
    outputs: str | None
    path: str
    line: int | None = None
    problem: str | None = None

    @property
    def words(self) -> str:
        """What is known of it: "CC-BY-4.0, gated"."""
        if self.known is None:
            return "unknown"
        return (self.license or "no licence known") + (", gated" if self.gated else "")


class PillarVerdict(Struct, frozen=True):
    """The state of one pillar and the signals it rests on."""

    state: PillarState = PillarState.UNKNOWN
    evidence: tuple[Signal, ...] = ()


class MofGap(Struct, frozen=True):
    """A component of the Model Openness Framework that the next class lacks, and why."""

    component: str
    reason: GapReason


class Mof(Struct, frozen=True):
    """The class by the Model Openness Framework, None below class III; what the next one lacks.

    `progress` is the percentage of each class; one whose lower class is not complete has 0.
    """

    klass: MofClass | None
    missing: tuple[MofGap, ...]
    progress: dict[MofClass, int]


class Openness(Struct, frozen=True):
    """A model's openness class, its four pillars, and its class by the Model Openness Framework."""

    klass: OpennessClass
    pillars: dict[Pillar, PillarVerdict]
    complete_but_restricted: bool = False
    mof: Mof | None = None


class Finding(Struct, frozen=True):
    """Something a person should look at, with the next step. `path` and `line` say where.

    `words` are those on the line that it is about, and `suppressed` why it counts for nothing: a
    comment, a baseline, a change that did not touch it.
    """

    code: str
    slug: str
    severity: Severity
    message: str
    fix: str
    fingerprint: str
    path: str | None = None
    line: int | None = None
    words: tuple[str, ...] = ()
    suppressed: str | None = None
