"""Models and datasets on the Hugging Face Hub: `hf:org/name[@revision]` and `hf-dataset:org/name[@revision]`.

What the Hub says of the repository is asked for, at one commit; then its card, licences, notices
and configurations are fetched into the Hub's own cache. Weights never are: the list of files shows
that they are there. Without the network, the cache answers alone.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from openscope.collect import hubcard, hubclient, hubdata
from openscope.collect.gather import gather, unread
from openscope.collect.hubclient import Client, Info
from openscope.collect.huggingface import Repository, Type, linked_terms, read_card
from openscope.collect.links import Linked
from openscope.collect.paths import parent, printable
from openscope.collect.walk import Directory, Tree
from openscope.model import Collected, Document, Kind, Published, Role, SkipCode, Skipped
from openscope.names import is_card, is_license, is_model_config, is_notice, is_text_name
from openscope.net import Network, Unanswered
from openscope.regex import regex
from openscope.textfile import WEIGHTS_REASON, Limits

_TARGET = regex(r"(hf|hf-dataset):(?://)?(?:(datasets|models)/(?=[^/@]+/))?([^@]*)(?:@(.*))?", re.I | re.S)
_COMMIT = regex(r"[0-9a-f]{40}")
_THREADS = 4
_DEEPEST = 3
_MOST_WEIGHTS = 2_000

# Where these are the reason, the cache may know what the network cannot tell.
_NO_NETWORK = (SkipCode.UNREACHABLE, SkipCode.TIMEOUT)

Fetched = Mapping[str, Path]


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:
    """The one item that a repository on the Hub is. None for a target of another kind."""
    found = _TARGET.fullmatch(asked)
    if found is None:
        return None
    type_ = Type.DATASET if found[1].lower() == "hf-dataset" or found[2] == "datasets" else Type.MODEL
    name, revision = found[3], found[4]
    shown = printable(asked)
    if not name or revision == "":
        reason = "not of the form hf:org/name, hf:org/name@revision or hf-dataset:org/name"
        return Collected(shown, shown, skipped=(Skipped(shown, SkipCode.MALFORMED, reason),))
    if network.offline or hubclient.is_offline():
        return _offline(shown, type_, name, revision, limits, network)
    try:
        with hubclient.connected(network) as client:
            info = client.info(type_, name, revision)
            collected = _online(shown, info, client, limits, network)
        if collected.documents:
            hubclient.remember(info.repository, revision or "main")
        return collected
    except Unanswered as failure:
        skip = Skipped(shown, failure.code, failure.reason)
        cached = _cached(type_, name, revision) if failure.code in _NO_NETWORK else None
        if cached is None:
            return Collected(shown, shown, skipped=(skip,))
        reason = f"{failure.reason}; the cache answers, as of commit {(cached.revision or '')[:12]}"
        return _from_cache(shown, cached, limits, [replace(skip, reason=reason)])


# ── online ───────────────────────────────────────────────────────────────────────────────────


def _online(asked: str, info: Info, client: Client, limits: Limits, network: Network) -> Collected:
    wanted, skipped = choose(info, limits, network)
    fetched, failed = _fetch(client, info.repository, wanted, asked)
    skipped += [*failed, *_listed(info, wanted)]
    collected = _gathered(asked, info.repository, fetched, skipped, limits)
    published = replace(info.published, datasets=hubdata.ask(client, info.published))
    items = tuple(
        replace(item, published=published) if item.path == "." else item for item in collected.items
    )
    collected = replace(collected, items=items)
    cards = [document for document in collected.documents if document.role is Role.CARD]
    if not any(read_card(str(card.location), limits) for card in cards):
        collected = _with_metadata(collected, info)
    return collected


def wanted(path: str) -> bool:
    """Whether a file of a repository says something of its licence or its making, and is text."""
    directory, _, name = path.rpartition("/")
    if path.count("/") > _DEEPEST:
        return False
    if directory == ".eval_results":
        return name.endswith((".yaml", ".yml"))
    if not directory and (is_card(name) or is_model_config(name)):
        return True
    return is_license(name) or is_notice(name)


def _is_linked(path: str, terms: frozenset[str]) -> bool:
    """Whether the card leads to the file for its licence, and it may be text."""
    return path in terms and is_text_name(path.rpartition("/")[2])


def choose(info: Info, limits: Limits, network: Network) -> tuple[list[str], list[Skipped]]:
    """The files to fetch, the card first and then those nearest to the root; and those beyond a bound."""
    terms = linked_terms(info.published.card, info.repository.name)
    paths = [path for path in info.sizes if wanted(path) or _is_linked(path, terms)]
    paths.sort(key=lambda path: (not is_card(path), path.startswith("."), path.count("/"), path))
    most = min(limits.max_file_bytes, network.max_file_bytes)
    chosen: list[str] = []
    skipped: list[Skipped] = []
    for path in paths:
        size = info.sizes[path]
        if size is not None and size > most:
            reason = f"{size:,} bytes, and at most {most:,} are fetched"
            skipped.append(Skipped(path, SkipCode.TOO_LARGE, reason))
        elif len(chosen) < network.max_files:
            chosen.append(path)
        else:
            left = len(paths) - len(chosen) - len(skipped)
            reason = f"the rest of the licences and configurations ({left} files), after {len(chosen)}"
            skipped.append(Skipped(path, SkipCode.TOO_MANY, reason))
            break
    return chosen, skipped


def _fetch(
    client: Client, repository: Repository, paths: Sequence[str], shown: str
) -> tuple[Fetched, list[Skipped]]:
    """Where each file lies now, and why others could not be had. One that fails for all is asked for once."""

    def one(path: str) -> Path | Unanswered:
        try:
            return client.file(repository, path)
        except Unanswered as failure:
            return failure

    found: dict[str, Path] = {}
    failures: dict[tuple[SkipCode, str], list[str]] = {}
    first = [one(path) for path in paths[:1]]
    if first and isinstance(first[0], Unanswered) and first[0].code is not SkipCode.NOT_FOUND:
        answers: list[Path | Unanswered] = first * len(paths)
    else:
        from concurrent.futures import ThreadPoolExecutor  # with logging: most scans need neither

        with ThreadPoolExecutor(_THREADS) as pool:
            answers = [*first, *pool.map(one, paths[1:])]
    for path, answer in zip(paths, answers, strict=True):
        if isinstance(answer, Path):
            found[path] = answer
        else:
            failures.setdefault((answer.code, answer.reason), []).append(path)
    return found, [_failed(*failure, of, shown) for failure, of in failures.items()]


def _failed(code: SkipCode, reason: str, paths: Sequence[str], shown: str) -> Skipped:
    if len(paths) == 1:
        return Skipped(paths[0], code, reason)
    names = ", ".join(paths[:3]) + (", …" if len(paths) > 3 else "")
    return Skipped(shown, code, f"{reason} ({len(paths)} files: {names})")


def _listed(info: Info, wanted: Sequence[str]) -> Iterator[Skipped]:
    """The files that are not fetched: weights, a licence that is no text, the number of the others."""
    kind = Kind.DATASET if info.repository.type is Type.DATASET else Kind.MODEL
    left = [path for path in info.published.files if path not in set(wanted)]
    others = weights = 0
    for path in left:
        skip = unread(path, PurePosixPath(path).name, kind)
        if skip is not None and skip.reason == WEIGHTS_REASON and weights < _MOST_WEIGHTS:
            weights += 1
            yield skip
        elif skip is not None and not skip.expected:
            yield skip
        else:
            others += 1
    if others:
        reason = f"{others:,} other file{'s' if others > 1 else ''} of the repository, not fetched"
        yield Skipped(".", SkipCode.NOT_FETCHED, reason, expected=True)


def _with_metadata(collected: Collected, info: Info) -> Collected:
    """Puts what the Hub itself tells in the place of a card that could not be read."""
    text = hubcard.text(info.published)
    if not text:
        return collected
    path = f"api/{info.repository.type}s/{info.repository.name}"
    card = Document(path, Path(path), Role.CARD, ".", True, len(text), text)
    documents = sorted((*collected.documents, card), key=lambda document: document.path)
    return replace(collected, documents=tuple(documents))


# ── the cache ────────────────────────────────────────────────────────────────────────────────


def _offline(
    asked: str, type_: Type, name: str, revision: str | None, limits: Limits, network: Network
) -> Collected:
    cached = _cached(type_, name, revision)
    why = "--offline is given" if network.offline else "HF_HUB_OFFLINE is set"
    if cached is None:
        skip = Skipped(asked, SkipCode.OFFLINE, f"not in the cache, and {why}")
        return Collected(asked, asked, skipped=(skip,))
    skipped = []
    if not any(is_card(name) for name in os.listdir(hubclient.snapshot(cached))):
        skipped.append(Skipped("README.md", SkipCode.OFFLINE, f"not in the cache, and {why}"))
    return _from_cache(asked, cached, limits, skipped)


def _cached(type_: Type, name: str, revision: str | None) -> Repository | None:
    """The commit of a repository that the cache holds for a revision. It is the last one asked for."""
    if re.fullmatch(r"(?:[\w-][\w.-]*/)?[\w-][\w.-]*", name, re.ASCII) is None:
        return None
    parts = (revision or "main").split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in (revision or "") or "\0" in (revision or ""):
        return None
    commit = revision
    if revision is None or not _COMMIT.fullmatch(revision):
        refs = hubclient.snapshot(Repository(type_, name)).parent / "refs"
        try:
            with open(refs.joinpath(*parts), encoding="ascii") as file:
                commit = file.read(100).strip()
        except (OSError, ValueError):
            return None
    if commit is None or not _COMMIT.fullmatch(commit):
        return None
    repository = Repository(type_, name, commit)
    return repository if hubclient.snapshot(repository).is_dir() else None


def _from_cache(asked: str, repository: Repository, limits: Limits, skipped: list[Skipped]) -> Collected:
    """What the cache holds, of the files that would be fetched: other files are there by chance."""
    root = hubclient.snapshot(repository)
    paths = [
        Path(directory, name).relative_to(root).as_posix()
        for directory, _, names in os.walk(root)
        for name in sorted(names)
    ][: limits.max_files]
    blobs = os.path.realpath(root.parent.parent)
    front = read_card(os.path.realpath(root / "README.md"), limits) if "README.md" in paths else None
    terms = linked_terms(front.data, repository.name) if front else frozenset()
    fetched = {
        path: Path(os.path.realpath(root / path)) for path in paths if wanted(path) or _is_linked(path, terms)
    }
    fetched = {
        path: place
        for path, place in fetched.items()
        if place.is_file() and place.is_relative_to(os.path.dirname(blobs))
    }
    info = Info(repository, Published(files=tuple(sorted(paths))), {})
    found = _gathered(asked, repository, fetched, [*skipped, *_listed(info, list(fetched))], limits)
    card = next((place for path, place in sorted(fetched.items()) if is_card(path)), None)
    data = tuple(hubdata.cached(card, _cached_card, limits)) if card else ()
    if not data:
        return found
    items = (
        replace(item, published=Published(datasets=data)) if item.path == "." else item
        for item in found.items
    )
    return replace(found, items=tuple(items))


def _cached_card(dataset: str) -> Path | None:
    """The card of a dataset that the cache holds."""
    repository = _cached(Type.DATASET, dataset, None)
    if repository is None:
        return None
    snapshot = hubclient.snapshot(repository)
    card = Path(os.path.realpath(snapshot / "README.md"))  # a link into the repository's blobs
    inside = card.is_relative_to(os.path.realpath(snapshot.parent.parent.parent))
    return card if inside and card.is_file() else None


# ── to items and documents ───────────────────────────────────────────────────────────────────


def _gathered(
    asked: str, repository: Repository, fetched: Fetched, skipped: Sequence[Skipped], limits: Limits
) -> Collected:
    """The items and documents in the fetched files, as in any directory."""
    directories = {"."}
    linked: dict[str, list[Linked]] = {}
    for path, place in sorted(fetched.items()):
        above = parent(path)
        linked.setdefault(above, []).append(Linked(path.rpartition("/")[2], str(place), place.stat().st_size))
        while above != ".":
            directories.add(above)
            above = parent(above)
    root = str(hubclient.snapshot(repository))
    ordered = sorted(directories, key=lambda path: (path != ".", path.split("/")))
    tree = Tree(root, [Directory(path) for path in ordered], list(skipped))
    return gather(asked, _resolved(repository), tree, linked, limits)


def _resolved(repository: Repository) -> str:
    scheme = "hf-dataset" if repository.type is Type.DATASET else "hf"
    return f"{scheme}:{repository.name}@{repository.revision}"
