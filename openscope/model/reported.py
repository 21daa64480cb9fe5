"""The report: every item with its facts, and what could not be examined."""

from collections.abc import Mapping

from msgspec import Struct, field

from openscope.model.collected import Base, Item, Skipped
from openscope.model.concluded import (
    Ancestor,
    Developer,
    Finding,
    License,
    Openness,
    Restriction,
    TrainingData,
)
from openscope.model.detected import Allowance, Copyright, Evidence
from openscope.model.judged import Verdict
from openscope.model.vocabulary import Category, Copyleft


class Assessment(Struct, frozen=True):
    """Everything openscope says about one item. `target` counts from 0.

    `bases` are the models that a model was made from, `lineage` those and theirs, the nearest first.
    `because` says, for category `unknown`, whether nothing was found or text was found that is not
    understood, which licences an ambiguous declaration may mean where no text makes that clear, for a
    model that is offered as a service only, whose it is and under which terms, and from which base a
    category comes that is not the item's own; `chosen` records the branches taken of each `OR`.
    `developer` is who published a model or dataset, None where the rules do not know.
    `datasets` are those that a model's card names, and `copyrights` the copyright lines of an item's licence
    and notice files.
    `evidence_sha256` is the digest of the words that the licence rests on (see
    `openscope.decide.digest`), and `verdict` what a policy says, where one was asked.
    """

    item: Item
    license: License
    category: Category
    copyleft: Copyleft | None = None
    because: str | None = None
    chosen: str | None = None
    openness: Openness | None = None
    bases: tuple[Base, ...] = ()
    lineage: tuple[Ancestor, ...] = ()
    developer: Developer | None = None
    datasets: tuple[TrainingData, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    copyrights: tuple[Copyright, ...] = ()
    findings: tuple[Finding, ...] = ()
    target: int = 0
    evidence_sha256: str | None = None
    verdict: Verdict | None = None


class FileReport(Struct, frozen=True):
    """A file in which a licence was found."""

    path: str
    expression: str | None
    category: Category
    coverage: float | None
    matches: tuple[Evidence, ...] = ()
    target: int = 0


class Target(Struct, frozen=True):
    """What the user asked for, and what it resolved to.

    `place` is its path from the repository's root ("." for the root itself), or None where it does
    not lie in the repository that one works in.
    """

    asked: str
    resolved: str
    place: str | None = None


class Judge(Struct, frozen=True):
    """The policy that a report was judged by: its file or preset, and the digest of what it says.

    `failing` are the fingerprints of the findings that fail the build, None where nobody has said which do.
    """

    path: str
    digest: str
    extend: str | None = None
    failing: frozenset[str] | None = None


class Report(Struct, frozen=True):
    """The result of a scan, before it is rendered.

    `findings` are about the policy itself, with paths from the repository's root; `allowances` are
    the comments that let findings pass, by the target that they stand in. `excerpts` are the lines
    that findings are about, by their path from the repository's root and their number.
    """

    targets: tuple[Target, ...]
    rulebook: str
    items: tuple[Assessment, ...] = ()
    files: tuple[FileReport, ...] = ()
    skipped: tuple[tuple[int, Skipped], ...] = field(default=())
    policy: Judge | None = None
    findings: tuple[Finding, ...] = ()
    allowances: tuple[tuple[int, Allowance], ...] = ()
    excerpts: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for could be examined."""
        return all(skip.expected for _, skip in self.skipped)
