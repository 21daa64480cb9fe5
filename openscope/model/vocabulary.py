"""The words of a report: every one is a value of its JSON. What they mean stands in the README."""

from enum import StrEnum


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
