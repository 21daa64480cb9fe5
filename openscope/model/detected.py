"""What the detectors find in a document."""

from msgspec import Struct
from msgspec.structs import replace

from openscope.model.collected import Base, Document, Skipped
from openscope.model.vocabulary import Kind, Pillar, PillarState, Source


class Evidence(Struct, frozen=True, omit_defaults=True):
    """A place that names or holds a licence.

    `expression` is an SPDX expression, or None where the words could not be read as one; the
    words themselves are in `quote`. Lines count from 1; `score` runs from 0 to 1.
    """

    source: Source
    detector: str
    expression: str | None
    path: str
    start_line: int | None = None
    end_line: int | None = None
    score: float = 1.0
    quote: str | None = None
    rule: str | None = None

    @property
    def words(self) -> str:
        """What a declaration says, without the name of the field that a card says it in."""
        quote = self.quote or ""
        in_card = self.detector in ("card", "statement", "sbom:declared")
        return (quote.partition(": ")[2] or quote) if in_card else quote


class Limit(Struct, frozen=True, omit_defaults=True):
    """The number in a restriction: `metric` `op` `value` `unit`, over `period`, and its `effect`.

    `value` is a count, an amount of money, or an ISO date for the metric `date`.
    `becomes` is the SPDX expression that a `converts-to-change-license` limit leads to.
    """

    metric: str
    op: str
    value: int | float | str | None
    unit: str | None
    period: str | None
    effect: str
    scope: str | None = None
    becomes: str | None = None


class Clause(Struct, frozen=True, omit_defaults=True):
    """Words in a text that restrict its use.

    `license` is the known licence whose parameter they are (a Change Date); None where no known
    licence explains them.
    """

    kind: str
    path: str
    start_line: int
    end_line: int
    quote: str
    limit: Limit | None = None
    license: str | None = None


class Signal(Struct, frozen=True, omit_defaults=True):
    """A place that says something about one pillar of a model's openness."""

    pillar: Pillar
    state: PillarState
    rule: str
    path: str
    line: int | None = None
    quote: str | None = None


class Copyright(Struct, frozen=True):
    """A copyright line, and where it stands."""

    text: str
    path: str
    line: int


class Allowance(Struct, frozen=True, omit_defaults=True):
    """A comment that lets findings pass where it stands: `# openscope: allow[slug] reason`.

    `alone` says that nothing stands before it on its line, so that the next one is meant, too.
    """

    path: str
    line: int
    slugs: tuple[str, ...]
    reason: str
    alone: bool = False


class Reference(Struct, frozen=True, omit_defaults=True):
    """A place in code or configuration that names a model or a dataset.

    `provider` says whose name it is: "huggingface" for a repository of the Hub ("org/name"), or an
    id of `rules/providers.toml` for a name in that provider's service ("gpt-4o"). `how` is the call,
    key, flag or instruction that names it, `quote` its line, cut short, and `detector` the kind of
    source it was read as ("python", "shell").
    """

    kind: Kind
    name: str
    provider: str
    revision: str | None
    path: str
    line: int
    how: str
    quote: str
    detector: str


class Reading(Struct, frozen=True, omit_defaults=True):
    """Everything the detectors found in one document.

    `expression` is the licence of the file itself; `coverage` the share (0 to 1) of its words
    that known licence texts explain; `residue` the lines, (number, text), that they do not;
    `shows` are the words of attribution that some licence asks for ("Built with Llama") and that stand in it;
    `datasets` are the (line, name) of those that a card says a model was trained on;
    `holders` the copyright lines of a licence or notice file, (line, words);
    `see` the files, (line, name), that it refers to for its licence ("see COPYING"); `named` the
    known licences that a licence file of its own words speaks of, without being one of them; `code` the
    licence that a card says the code beside its model is under;
    `problems` is what is wrong with the document's metadata. `sha256` is the digest of
    the text of a file that holds a licence (see `openscope.decide.digest`), and `allowances` the
    comments that let findings pass.
    """

    path: str
    evidence: tuple[Evidence, ...] = ()
    clauses: tuple[Clause, ...] = ()
    signals: tuple[Signal, ...] = ()
    bases: tuple[Base, ...] = ()
    references: tuple[Reference, ...] = ()
    expression: str | None = None
    coverage: float | None = None
    residue: tuple[tuple[int, str], ...] = ()
    shows: tuple[str, ...] = ()
    datasets: tuple[tuple[int | None, str], ...] = ()
    holders: tuple[tuple[int, str], ...] = ()
    see: tuple[tuple[int, str], ...] = ()
    problems: tuple[str, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    sha256: str | None = None
    skipped: Skipped | None = None
    named: str | None = None
    code: str | None = None

    def at(self, path: str) -> "Reading":
        """The same, of another document with these words."""
        if path == self.path:
            return self
        return replace(
            self,
            path=path,
            evidence=tuple(replace(each, path=path) for each in self.evidence),
            clauses=tuple(replace(each, path=path) for each in self.clauses),
            signals=tuple(replace(each, path=path) for each in self.signals),
            bases=tuple(replace(each, path=path) for each in self.bases),
            references=tuple(replace(each, path=path) for each in self.references),
            allowances=tuple(replace(each, path=path) for each in self.allowances),
            skipped=self.skipped and replace(self.skipped, path=path),
        )


class Examined(Struct, frozen=True):
    """A document with what was read in it."""

    document: Document
    reading: Reading
