"""The one adapter of huggingface_hub, which is imported at the first use of it.

Its own settings hold: `HF_ENDPOINT`, `HF_TOKEN` and the token of a login, `HF_HOME`, `HF_HUB_CACHE`,
`HF_HUB_OFFLINE`. What it does on the network is bounded by `openscope.collect.door`.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from openscope.collect.door import guard
from openscope.collect.huggingface import Repository, Type
from openscope.model import Base, Published, Relation, SkipCode
from openscope.net import Network, Unanswered
from openscope.regex import regex

_COMMIT = regex(r"[0-9a-f]{40}")
_NAME = regex(r"(?:[\w.-]+/)?[\w.-]+", re.ASCII)
_ERRORS_ONLY = 40  # of the levels of `logging`
_MAX_LISTED = 200_000
_MAX_TAGS = 2_000
_NO_HUB = "the answer is not that of a Hub: check HF_ENDPOINT"


class Info(Struct, frozen=True):
    """A repository as the Hub describes it. `sizes` holds each file with its bytes, where they are known."""

    repository: Repository
    published: Published
    sizes: Mapping[str, int | None]


def cache() -> Path:
    """Where huggingface_hub keeps what it has downloaded."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def is_offline() -> bool:
    """Whether huggingface_hub itself was told to keep off the network."""
    from huggingface_hub import constants

    return bool(constants.HF_HUB_OFFLINE)


def snapshot(repository: Repository) -> Path:
    """Where the cache holds the files of a repository at its revision, if it holds any."""
    directory = f"{repository.type}s--{repository.name.replace('/', '--')}"
    return cache() / directory / "snapshots" / (repository.revision or "")


@contextmanager
def connected(network: Network) -> Iterator["Client"]:
    """A client for one target, which prints nothing. The library is put back as it was."""
    from huggingface_hub import set_client_factory
    from huggingface_hub.utils import _http, logging
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    until = time.monotonic() + network.deadline
    # There is no public way to ask for the factory that a program around us may have set.
    before = _http._GLOBAL_CLIENT_FACTORY
    set_client_factory(lambda: guard(before(), network, until))
    silent, verbosity = are_progress_bars_disabled(), logging.get_verbosity()
    if not silent:
        disable_progress_bars()
    logging.set_verbosity(_ERRORS_ONLY)
    try:
        yield Client()
    finally:
        set_client_factory(before)
        logging.set_verbosity(verbosity)
        if not silent:
            enable_progress_bars()


def remember(repository: Repository, revision: str) -> None:
    """Notes in the cache which commit a branch or tag is at, for a time without network.

    A note that is there already stays: it may lead a program to the weights that it has downloaded.
    """
    place = snapshot(repository).parent.parent / "refs" / revision
    if revision == repository.revision or ".." in revision or os.path.isabs(revision):
        return
    with suppress(OSError, ValueError):  # without the note, the next scan asks again
        place.parent.mkdir(parents=True, exist_ok=True)
        with open(place, "x", encoding="ascii") as file:
            file.write(repository.revision or "")


class Client:
    """The questions that openscope asks of the Hub. Raises `Unanswered`, and nothing else."""

    def info(self, type_: Type, name: str, revision: str | None) -> Info:
        """What the Hub says of a repository, at the commit that the revision means now."""
        from huggingface_hub import HfApi

        not_found = f"no revision “{revision}” there: ask for a branch, a tag or a commit of it"
        with _translated(not_found, _page(type_, name)):
            ask = HfApi().dataset_info if type_ is Type.DATASET else HfApi().model_info
            return _info(ask(name, revision=revision, files_metadata=True), type_, name)

    def file(self, repository: Repository, path: str) -> Path:
        """Fetches a file, if the cache does not hold it yet, and returns where it lies."""
        from huggingface_hub import hf_hub_download

        with _translated("listed by the Hub, and not there", _page(repository.type, repository.name)):
            place = hf_hub_download(
                repository.name, path, repo_type=repository.type.value, revision=repository.revision
            )
            return Path(os.path.realpath(place))


def _page(type_: Type, name: str) -> str:
    """The address of a repository's page, where its terms are accepted."""
    from huggingface_hub import constants

    return f"{constants.ENDPOINT}/{'datasets/' if type_ is Type.DATASET else ''}{name}"


@contextmanager
def _translated(not_found: str, page: str) -> Iterator[None]:
    """Turns the library's exceptions into `Unanswered`, each with the next step.

    `not_found` is said where a revision or file is missing; `page` is the repository's.
    """
    from huggingface_hub import errors

    try:
        yield
    except Unanswered:
        raise
    except errors.GatedRepoError as error:
        reason = f"gated: accept its terms at {page} and set HF_TOKEN"
        if error.response.status_code == 403:  # the token is known
            reason = f"gated: the owner of this HF_TOKEN has no access; ask for it at {page}"
        raise Unanswered(SkipCode.GATED, reason) from error
    except errors.DisabledRepoError as error:
        raise Unanswered(SkipCode.UNREADABLE, "access to it is disabled on the Hub") from error
    except errors.LocalEntryNotFoundError as error:  # the library's word for what it could not ask
        cause = error.__cause__
        if isinstance(cause, errors.HfHubHTTPError):
            raise _by_status(cause) from error
        raise Unanswered(SkipCode.MALFORMED, _NO_HUB) from error
    except (errors.RevisionNotFoundError, errors.EntryNotFoundError) as error:
        raise Unanswered(SkipCode.NOT_FOUND, not_found) from error
    except errors.HfHubHTTPError as error:
        raise _by_status(error) from error
    except errors.HFValidationError as error:
        raise Unanswered(SkipCode.MALFORMED, "no name that a repository of the Hub can have") from error
    except OSError as error:
        reason = f"cannot be kept in the Hub's cache ({error.strerror or type(error).__name__}): see HF_HOME"
        raise Unanswered(SkipCode.FAILED, reason) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unanswered(SkipCode.MALFORMED, _NO_HUB) from error


def _by_status(error: Any) -> Unanswered:
    status = error.response.status_code
    if "Invalid credentials" in (error.response.headers.get("x-error-message") or ""):
        return Unanswered(SkipCode.GATED, "the Hub does not accept the token in HF_TOKEN")
    if status in (401, 404):
        reason = "not on the Hub, or private: check the name, and set HF_TOKEN if it is yours"
        return Unanswered(SkipCode.NOT_FOUND, reason)
    if status == 403:
        return Unanswered(SkipCode.GATED, "the Hub does not let this token read it (403)")
    return Unanswered(SkipCode.UNREACHABLE, f"the Hub answered {status}")


# ── what the Hub said, taken with care ───────────────────────────────────────────────────────


def _info(info: Any, type_: Type, asked: str) -> Info:
    name, commit = info.id, info.sha
    if not (isinstance(name, str) and _NAME.fullmatch(name) and len(name) <= 200):
        raise ValueError("no name")
    if not (isinstance(commit, str) and _COMMIT.fullmatch(commit)):
        raise ValueError("no commit")
    siblings = (info.siblings or [])[:_MAX_LISTED]
    sizes = {each.rfilename: _size(each.size) for each in siblings if _is_path(each.rfilename)}
    tags = tuple(tag for tag in (info.tags or [])[:_MAX_TAGS] if isinstance(tag, str) and len(tag) < 500)
    card = info.card_data.to_dict() if info.card_data else {}
    library = getattr(info, "library_name", None)
    published = Published(
        files=tuple(sorted(sizes)),
        gated=info.gated if isinstance(info.gated, str) else None,
        private=bool(info.private),
        library=library if isinstance(library, str) else None,
        tags=tags,
        bases=bases(tags, f"api/{type_}s/{name}"),
        card=card,
        renamed_from=asked if asked != name else None,
    )
    return Info(Repository(type_, name, commit), published, sizes)


def bases(tags: tuple[str, ...], path: str) -> tuple[Base, ...]:
    """The bases in the Hub's own tags: `base_model:org/name` and `base_model:<relation>:org/name`."""
    found: dict[str, Relation | None] = {}
    for tag in tags:
        word, _, rest = tag.partition(":")
        if word != "base_model" or not rest:
            continue
        relation, _, name = rest.rpartition(":")
        known = Relation(relation) if relation in list(Relation) else None
        found[name] = found.get(name) or known
    return tuple(Base(name, relation, path) for name, relation in found.items())


def _size(size: object) -> int | None:
    return size if isinstance(size, int) and size >= 0 else None


def _is_path(path: object) -> bool:
    """Whether it is a path inside a repository: no way out of it, nothing that a terminal acts on."""
    if not isinstance(path, str) or not 0 < len(path) <= 1000 or not path.isprintable():
        return False
    parts = path.split("/")
    return "\\" not in path and not any(part in ("", ".", "..") for part in parts)
