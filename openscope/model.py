"""The values that flow through openscope: frozen, without I/O, and the same in every stage.

The order of the classes is the order of the flow: what is collected (`Item`, `Document`,
`Skipped`), what is detected (`Evidence`, `Clause`, `Signal`, `Reference`, `Reading`), what is concluded
(`License`, `Restriction`, `Openness`, `Finding`) and what is reported (`Assessment`, `Report`).
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Category(StrEnum):
    """What a licence lets a company do, in five words."""

    PERMISSIVE = "permissive"
    COPYLEFT = "copyleft"
    SOURCE_AVAILABLE = "source-available"
    PROPRIETARY = "proprietary"
    UNKNOWN = "unknown"


class Copyleft(StrEnum):
    """How far a copyleft licence reaches: a file or library, the whole program, a network service."""

    WEAK = "weak"
    STRONG = "strong"
    NETWORK = "network"


class OpennessClass(StrEnum):
    """How open a model is, from not published at all to everything needed to train it again."""

    CLOSED = "closed"
    RESTRICTED_WEIGHTS = "restricted-weights"
    OPEN_WEIGHTS = "open-weights"
    FULLY_OPEN = "fully-open"
    UNKNOWN = "unknown"


class MofClass(StrEnum):
    """The classes of the Model Openness Framework, from the least that is open to the most."""

    OPEN_MODEL = "III"
    OPEN_TOOLING = "II"
    OPEN_SCIENCE = "I"


class GapReason(StrEnum):
    """Why a component does not count for the Model Openness Framework."""

    NOT_SHOWN = "not-shown"
    LICENSE_UNKNOWN = "license-unknown"
    NOT_OPEN = "not-open"


class PillarState(StrEnum):
    """The state of one pillar. Silence is `UNKNOWN`, never `CLOSED`."""

    OPEN = "open"
    PARTIAL = "partial"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Pillar(StrEnum):
    """What a model needs to have released to be replicated from scratch."""

    WEIGHTS = "weights"
    DATA = "data"
    PIPELINE = "pipeline"
    EVALS = "evals"


class Kind(StrEnum):
    """What an item is."""

    PROJECT = "project"
    PACKAGE = "package"
    MODEL = "model"
    DATASET = "dataset"


class Role(StrEnum):
    """What a document is to the item it belongs to. `METADATA` is the manifest of an installed copy, of which
    only the declaration is read: the rest (a README, scripts) says nothing that its licence files don't.
    """

    LICENSE = "license"
    CARD = "card"
    README = "readme"
    MANIFEST = "manifest"
    METADATA = "metadata"
    NOTICE = "notice"
    HEADER = "header"
    OTHER = "other"


class Relation(StrEnum):
    """How a model was made from its base. The words of the Hub's `base_model_relation`."""

    FINETUNE = "finetune"
    ADAPTER = "adapter"
    QUANTIZED = "quantized"
    MERGE = "merge"


class Source(StrEnum):
    """Whether somebody said so (a tag, a manifest field) or the text itself was found."""

    DECLARED = "declared"
    DETECTED = "detected"


class Severity(StrEnum):
    """How much a finding matters to a company that relies on the item."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Scope(StrEnum):
    """What a dependency is needed for. The order is that of how near it comes to what is shipped."""

    RUNTIME = "runtime"
    OPTIONAL = "optional"
    BUILD = "build"
    DEVELOPMENT = "development"


class Origin(StrEnum):
    """Where a dependency comes from: a registry, a git repository, a path, or one file at a URL."""

    REGISTRY = "registry"
    GIT = "git"
    PATH = "path"
    URL = "url"


class State(StrEnum):
    """What a policy says of something. Unknown is never silently allowed."""

    ALLOW = "allow"
    UNKNOWN = "unknown"
    DENY = "deny"


class Bearing(StrEnum):
    """What a restriction means to a company: it binds, it does not bind at this size, it does not apply
    to what the company does, or nobody has said whether it does.
    """

    BINDS = "binds"
    NOT_YET = "not-yet"
    NOT_APPLY = "not-apply"
    POSSIBLE = "possible"


class SkipCode(StrEnum):
    """Why something was not examined."""

    NOT_FOUND = "not-found"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TOO_MANY = "too-many"
    BINARY = "binary"
    LINK = "link"
    SPECIAL_FILE = "special-file"
    IGNORED = "ignored"
    MALFORMED = "malformed"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    FAILED = "failed"
    GATED = "gated"
    OFFLINE = "offline"
    UNREACHABLE = "unreachable"
    NOT_FETCHED = "not-fetched"


# ── collected ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Base:
    """A model that another one was made from: its name on the Hub ("org/name"), or what stands in
    place of it (the path of a directory). `relation` is None where the place does not say how.
    """

    name: str
    relation: Relation | None
    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What the Hub says of a repository besides its files.

    `files` are the paths of all its files. `gated` is "auto" or "manual" where its files are given
    only to who has accepted the terms or was let in. `card` is the front matter of its card.
    `renamed_from` is the name that it was asked for by, where that is an old one.
    """

    files: tuple[str, ...] = ()
    gated: str | None = None
    private: bool = False
    library: str | None = None
    tags: tuple[str, ...] = ()
    bases: tuple[Base, ...] = ()
    card: Mapping[str, object] = field(default_factory=dict)
    renamed_from: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a registry said of a package: the words of each of its licence fields, and the page with them.

    All of them hold at once, unless `choice` says that any one may be taken. `problem` is why there are none.
    """

    registry: str
    url: str
    licenses: tuple[str, ...] = ()
    choice: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """A package that something in the target stands on, as a lockfile, a manifest or an installed copy says.

    `purl` names it, with `version`, or without one where only a range is known (`requirement`, in
    the file's words). `direct` is None where the file does not tell. `via` are the names on the
    shortest way to it, from the project that asks for it to the package that needs it; in a very long one
    the middle is "…". `path` (POSIX, relative to the target) and `line` are those of the entry.
    `licenses` are the words of the lockfile itself; of several, any one may be taken.
    `url` is where the package comes from, if the file says so. `told` is what a registry answered,
    where nothing on this machine spoke for it.
    """

    purl: str
    name: str
    version: str | None
    path: str
    line: int | None = None
    requirement: str | None = None
    direct: bool | None = None
    scope: Scope | None = None
    via: tuple[str, ...] = ()
    licenses: tuple[str, ...] = ()
    origin: Origin = Origin.REGISTRY
    url: str | None = None
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Something a licence question is asked about: a project, a package, a model or a dataset.

    `id` is a package URL. `path` is the POSIX path of its directory relative to the target
    ("." for the target itself), or None where it is not in the tree. `published` is what its hub
    says of it, where a hub was asked. An item that is no part of the tree but something that it
    depends on has a `dependency`; its `path` is that of the lockfile.
    """

    id: str
    kind: Kind
    name: str
    version: str | None = None
    path: str | None = None
    scope: Scope | None = None
    published: Published | None = None
    dependency: Dependency | None = None

    @property
    def key(self) -> str:
        """The word by which documents name their item. Paths are relative: none starts with a slash."""
        return f"/{self.id}" if self.dependency else self.path or "."


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read. `path` is relative to the target (POSIX); `location` is where it lies on disk.

    `item` is the `key` of the item that the document belongs to: the nearest one above it.
    `own` says that it stands at the item's top level, where its licence files are. A path outside
    of the target, in a package manager's cache, starts with the variable that names the cache.
    `text` is given where no file holds it: a hub told it, and `path` is that of its answer.
    """

    path: str
    location: Path
    role: Role
    item: str
    own: bool
    size: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not examined, and why. `expected` skips leave no question open
    (a picture, a file that `.gitignore` names); any other makes the exit code 3.
    """

    path: str
    code: SkipCode
    reason: str
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Collected:
    """What stands in one target. `asked` is the user's word for it, `resolved` what it turned out to be.

    `held` is what the documents lie in where that is there for the scan alone: to be closed after it.
    """

    asked: str
    resolved: str
    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    held: AbstractContextManager[object] | None = field(default=None, compare=False, repr=False)


# ── detected ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Evidence:
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
        in_card = self.detector in ("card", "statement")
        return (quote.partition(": ")[2] or quote) if in_card else quote


@dataclass(frozen=True, slots=True)
class Limit:
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


@dataclass(frozen=True, slots=True)
class Clause:
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


@dataclass(frozen=True, slots=True)
class Signal:
    """A place that says something about one pillar of a model's openness."""

    pillar: Pillar
    state: PillarState
    rule: str
    path: str
    line: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """A comment that lets findings pass where it stands: `# openscope: allow[slug] reason`."""

    path: str
    line: int
    slugs: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
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


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the detectors found in one document.

    `expression` is the licence of the file itself; `coverage` the share (0 to 1) of its words
    that known licence texts explain; `residue` the lines, (number, text), that they do not;
    `see` the files, (line, name), that it refers to for its licence ("see COPYING"); `named` the
    known licences that a licence file of its own words speaks of, without being one of them;
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
    see: tuple[tuple[int, str], ...] = ()
    problems: tuple[str, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    sha256: str | None = None
    skipped: Skipped | None = None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Examined:
    """A document with what was read in it."""

    document: Document
    reading: Reading


# ── concluded ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class License:
    """What is declared, what is detected and what is concluded: SPDX expressions, kept apart."""

    declared: str | None = None
    detected: str | None = None
    concluded: str | None = None


@dataclass(frozen=True, slots=True)
class Restriction:
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


@dataclass(frozen=True, slots=True)
class PillarVerdict:
    """The state of one pillar and the signals it rests on."""

    state: PillarState = PillarState.UNKNOWN
    evidence: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class MofGap:
    """A component of the Model Openness Framework that the next class lacks, and why."""

    component: str
    reason: GapReason


@dataclass(frozen=True, slots=True)
class Mof:
    """The class by the Model Openness Framework, None below class III; what the next one lacks.

    `progress` is the percentage of each class; one whose lower class is not complete has 0.
    """

    klass: MofClass | None
    missing: tuple[MofGap, ...]
    progress: dict[MofClass, int]


@dataclass(frozen=True, slots=True)
class Openness:
    """A model's openness class, its four pillars, and its class by the Model Openness Framework."""

    klass: OpennessClass
    pillars: dict[Pillar, PillarVerdict]
    complete_but_restricted: bool = False
    mof: Mof | None = None


@dataclass(frozen=True, slots=True)
class Finding:
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


# ── judged ───────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Bound:
    """A restriction as it bears on a company: why in one line, and what the policy does about it
    ("block", "review" or "accept").
    """

    kind: str
    license: str
    bearing: Bearing
    reason: str
    treatment: str
    summary: str
    path: str | None = None
    line: int | None = None

    @property
    def holds(self) -> bool:
        """Whether it binds, or may."""
        return self.bearing in (Bearing.BINDS, Bearing.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Label:
    """One licence of an expression, accepted or rejected, and why. `blocked` says that the licence itself
    is allowed and a restriction in it is not; `taken` that it is on the branch which was chosen.
    """

    leaf: str
    state: State
    why: str
    blocked: bool = False
    taken: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of one item.

    `expression` is what was judged: the concluded licence with that of its bases, or a person's
    clarification; `chosen` is its best branch. `short_of` is the openness that the policy asks for
    and the item does not show. `exceptions` are the reasons of the decisions that it rests on.
    `fails` is whether the policy fails a build over it.
    """

    state: State
    fails: bool
    expression: str | None
    chosen: str | None
    labels: tuple[Label, ...] = ()
    bounds: tuple[Bound, ...] = ()
    short_of: OpennessClass | None = None
    exceptions: tuple[str, ...] = ()


# ── reported ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything openscope says about one item. `target` counts from 0.

    `bases` are the models that a model was made from. `because` says, for category `unknown`,
    whether nothing was found or text was found that is not understood, for a model that is offered
    as a service only, whose it is and under which terms, and from which base a category comes that is
    not the item's own; `chosen` records the branches taken of each `OR`.
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
    restrictions: tuple[Restriction, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    target: int = 0
    evidence_sha256: str | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class FileReport:
    """A file in which a licence was found."""

    path: str
    expression: str | None
    category: Category
    coverage: float | None
    matches: tuple[Evidence, ...] = ()
    target: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """What the user asked for, and what it resolved to.

    `place` is its path from the repository's root ("." for the root itself), or None where it does
    not lie in the repository that one works in.
    """

    asked: str
    resolved: str
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """The policy that a report was judged by: its file or preset, and the digest of what it says."""

    path: str
    digest: str
    extend: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
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
