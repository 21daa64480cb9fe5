"""Wires the stages: collect, detect, decide, check. Prints nothing; progress goes to the caller."""

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache, partial
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from openscope.assess import assess, clauses_by_license
from openscope.catalog import Catalog, load_catalog
from openscope.collect import collect
from openscope.decide.classify import classify
from openscope.decide.digest import text_digest
from openscope.decide.follow import follow
from openscope.detect import detectors, examine
from openscope.detect.told import settles
from openscope.fonts import is_font, read_font
from openscope.model import (
    Allowance,
    Collected,
    Document,
    Examined,
    FileReport,
    Reading,
    Report,
    Role,
    SkipCode,
    Skipped,
    Target,
)
from openscope.net import Network
from openscope.rulebook import NATIVE, engine, prepare, silent
from openscope.store import Store, content_key, open_store
from openscope.textfile import Limits, TextFile, read_text
from openscope.weights import read_header

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Progress = Callable[[str, int, int], None]

# Below this number of documents a second process costs more than it saves.
_WORTH_A_POOL = 40
# Documents that go to a process at once: few enough that all end together, enough to pay for the way.
_CHUNK, _MOST_IN_CHUNK, _CHUNKS = 8, 64, 32

# A licence lies word for word in hundreds of packages; so many of them are remembered in a scan.
_REPEATED = frozenset({Role.LICENSE, Role.NOTICE})
_MOST_SEEN = 4_096

Seen = dict[str, Reading]
"""What was found in a content (see `content_key`), at whatever path, by the same rules."""


class Options(Struct, frozen=True):
    """How to scan: the number of processes that read documents, the engine that recognises licence
    texts (see `openscope.rulebook.ENGINES`), where readings are kept (None: nowhere), and how the
    network may be used; `offline` keeps off it whatever `network` says. `registries` asks those of
    the packages about dependencies that nothing on this machine speaks for.
    """

    jobs: int = 1
    engine: str = NATIVE
    cache: Path | None = None
    limits: Limits = field(default_factory=Limits)
    offline: bool = False
    registries: bool = False
    network: Network = field(default_factory=Network)


def scan(
    targets: Sequence[str] = (".",), options: Options | None = None, progress: Progress | None = None
) -> Report:
    """The facts about each target: what stands there, its licence, its restrictions, its openness.

    `progress(stage, done, total)` is called as documents are read. Raises `CatalogError` where the
    rules cannot be used, and `DataError` where the licence data or its cache cannot; whatever is
    wrong with a target is a `Skipped` in the report.
    """
    with ExitStack() as held:
        return _scan(targets, options or Options(), progress, held)


def _scan(targets: Sequence[str], options: Options, progress: Progress | None, held: ExitStack) -> Report:
    catalog = load_catalog()
    collected = list(_collect(targets, options, progress or silent, held))
    read: list[tuple[Collected, list[Examined]]] = []
    files: list[FileReport] = []
    skipped: list[tuple[int, Skipped]] = []
    allowances: list[tuple[int, Allowance]] = []
    for number, target in enumerate(collected):
        readings = _read(target.documents, options, progress, catalog)
        examined = follow([Examined(*pair) for pair in zip(target.documents, readings, strict=True)])
        read.append((target, examined))
        files += [report for each in examined if (report := _file(each, catalog, number))]
        allowances += [(number, allowance) for each in readings for allowance in each.allowances]
        skipped += [(number, skip) for skip in target.skipped]
        skipped += [(number, reading.skipped) for reading in readings if reading.skipped]
    return Report(
        targets=tuple(Target(each.asked, each.resolved) for each in collected),
        rulebook=catalog.digest,
        items=tuple(assess(read, catalog)),
        files=tuple(sorted(files, key=lambda file: (file.target, file.path))),
        skipped=tuple(sorted(skipped, key=lambda pair: (pair[0], pair[1].path, pair[1].code))),
        allowances=tuple(sorted(allowances, key=lambda pair: (pair[0], pair[1].path, pair[1].line))),
    )


def _collect(
    targets: Sequence[str], options: Options, progress: Progress, held: ExitStack
) -> Iterator[Collected]:
    """What stands in each target. Whatever is there for the scan alone is left to `held`."""
    network = replace(options.network, offline=options.offline or options.network.offline)
    clear = partial(settles, catalog=load_catalog())
    for number, asked in enumerate(targets):
        progress("looking around", number, len(targets))
        found = collect(asked, options.limits, network)
        if found.held is not None:
            held.enter_context(found.held)
        if options.registries and not network.offline and any(item.dependency for item in found.items):
            from openscope.collect.registry.lookup import complete

            found = complete(found, network, options.cache, progress, clear)
        yield found


# ── read ─────────────────────────────────────────────────────────────────────────────────────


def _read(
    documents: Sequence[Document], options: Options, progress: Progress | None, catalog: Catalog
) -> list[Reading]:
    """The readings, in the order of the documents, whatever the number of processes."""
    store = open_store(options.cache, _rules(options, catalog)) if options.cache else None
    known = _known(documents, store) if store else {}
    left = [document for document in documents if document.path not in known]
    if left and options.engine == NATIVE:
        prepare(progress or silent)
    fresh = []
    for document, (content, reading) in zip(left, _readings(left, options), strict=True):
        fresh.append((document, content, reading))
        known[document.path] = reading
        if progress:
            progress("reading", len(known), len(documents))
    if store:
        store.add(fresh)
        store.close()
    return [known[document.path] for document in documents]


def _known(documents: Sequence[Document], store: Store) -> dict[str, Reading]:
    """The readings of documents that were read before: of files that have not changed, and of texts out of
    archives. Where that is all, the rulebook is not opened.
    """
    known = store.unchanged(documents)
    for document in documents:
        if document.text is not None:
            reading = store.by_content(content_key(document, document.text), document.path)
            if reading is not None:
                known[document.path] = reading
    return known


def _readings(documents: Sequence[Document], options: Options) -> Iterator[tuple[str, Reading]]:
    if options.jobs <= 1 or len(documents) < _WORTH_A_POOL:
        seen: Seen = {}
        yield from (read_document(document, options, seen) for document in documents)
        return
    with workers(options, {document.role for document in documents}) as pool:
        chunk = min(max(_CHUNK, len(documents) // (options.jobs * _CHUNKS)), _MOST_IN_CHUNK)
        yield from pool.map(_read_in_process, documents, repeat(options), chunksize=chunk)


_seen_here: "Seen" = {}


def _read_in_process(document: Document, options: Options) -> tuple[str, Reading]:
    """What a process of a pool does: it remembers what it has read, and ends with the pool."""
    return read_document(document, options, _seen_here)


@contextmanager
def workers(options: Options, roles: Iterable[Role]) -> Iterator["ProcessPoolExecutor"]:
    """The processes that read documents of these roles; what all of them need is loaded once, where memory
    is shared with them.
    """
    from concurrent.futures import ProcessPoolExecutor  # a twentieth of a second, and most scans need none
    from multiprocessing import get_start_method

    if get_start_method() == "fork":
        engine(options.engine)
        for role in roles:
            detectors(role)
    gc.freeze()  # what is shared stays shared: looking for garbage would write to every page of it
    try:
        with ProcessPoolExecutor(options.jobs, initializer=_end_with_parent) as pool:
            yield pool
    finally:
        gc.unfreeze()


def _end_with_parent() -> None:
    """Let this process end when the one that started it is killed: else it would wait for work for ever,
    and hold the streams of the build open.
    """
    from multiprocessing import parent_process
    from threading import Thread

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


def read_document(document: Document, options: Options, seen: Seen | None = None) -> tuple[str, Reading]:
    """The content of a document and what the detectors find in it; `seen` is what they found before.

    A file that breaks a detector is skipped, not fatal.
    """
    from openscope.detect.page import Page  # not loaded where every document was read before

    file = _text(document, options)
    if isinstance(file, Skipped):
        return "", Reading(document.path, skipped=_asked(file, document))
    catalog = load_catalog()
    content = content_key(document, file.text)
    reading = seen[content].at(document.path) if seen and content in seen else None
    if reading is None and options.cache:
        store = _store(options.cache, _rules(options, catalog), os.getpid())
        reading = store.by_content(content, document.path) if store else None
    if reading is None:
        try:
            reading = examine(Page(document, file.text, options.engine), catalog)
        except Exception as error:  # one hostile file must not end the scan of all others
            reason = f"a detector failed on it ({type(error).__name__}: {error}); please report this"
            return "", Reading(document.path, skipped=Skipped(document.path, SkipCode.FAILED, reason))
        if reading.expression:
            reading = replace(reading, sha256=text_digest(file.text))
    if seen is not None and document.role in _REPEATED and len(seen) < _MOST_SEEN:
        seen[content] = reading
    return content, replace(reading, skipped=_asked(file.cut, document)) if file.cut else reading


def _asked(skipped: Skipped, document: Document) -> Skipped:
    """A skip of a file that is a licence, card or manifest leaves a question open."""
    asked = document.role not in (Role.OTHER, Role.HEADER)
    return replace(skipped, expected=skipped.expected and not asked)


def _text(document: Document, options: Options) -> TextFile | Skipped:
    if document.text is not None:
        return TextFile(document.text)
    if document.role is Role.HEADER:
        words = read_header(document.location, document.path)
        return words if isinstance(words, Skipped) else TextFile(words)
    if is_font(document.path):
        return read_font(document.location, document.path, options.limits)
    return read_text(document.location, document.path, options.limits)


def _rules(options: Options, catalog: Catalog) -> str:
    return f"{catalog.digest} {options.engine}"


@lru_cache(maxsize=1)
def _store(cache: Path, rules: str, process: int) -> Store | None:  # noqa: ARG001
    """The store of one process: a database connection must not cross a fork."""
    return open_store(cache, rules)


# ── files ────────────────────────────────────────────────────────────────────────────────────


def _file(each: Examined, catalog: Catalog, number: int) -> FileReport | None:
    reading = each.reading
    if not reading.expression:
        return None
    category = classify(reading.expression, catalog, clauses_by_license([each], catalog)).category
    matches = tuple(e for e in reading.evidence if e.expression and e.start_line)
    return FileReport(reading.path, reading.expression, category, reading.coverage, matches, number)
