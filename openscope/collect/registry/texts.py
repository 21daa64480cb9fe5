"""The licence texts in the artefacts of packages whose metadata leaves the licence open."""

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from openscope.collect.http import Http, host
from openscope.collect.registry.answers import Answers
from openscope.collect.registry.base import Source
from openscope.collect.registry.desk import UNREACHABLE, Desk, Progress
from openscope.collect.registry.found import Packed, Text
from openscope.model import Download
from openscope.net import Unanswered

MAX_TEXT = 64 * 1024 * 1024
"""The characters of licence texts that are held of all artefacts of one target."""

_AT_ONCE = 64

Asked = tuple[Source, tuple[Download, ...]]
"""Who gives the artefacts of a package out, and those to look into one after the other."""


class Found(Struct, frozen=True):
    """The texts of a package and the artefact that they stand in. `unread` is why no licence is among them,
    with `failure` where that was only in passing.
    """

    download: Download | None = None
    texts: tuple[Text, ...] = ()
    unread: str | None = None
    failure: Unanswered | None = None


def read(asked: Sequence[Asked], answers: Answers, desk: Desk, progress: Progress) -> list[Found]:
    """What there is of each package, in their order. Looked into before is what `answers` holds."""
    found: list[Found] = []
    left = MAX_TEXT
    for start in range(0, len(asked), _AT_ONCE):
        if left < 0:
            reason = f"{MAX_TEXT:,} characters of licence texts are enough for one target"
            found += [Found(unread=reason) for _ in asked[start : start + _AT_ONCE]]
            continue
        some = list(_read(asked[start : start + _AT_ONCE], answers, desk, progress))
        left -= sum(len(text.text) for each in some for text in each.texts)
        found += some
    return found


def _read(asked: Sequence[Asked], answers: Answers, desk: Desk, progress: Progress) -> Iterator[Found]:
    found: dict[int, Found] = {}
    reasons: list[list[str]] = [[] for _ in asked]
    for turn in range(max(len(downloads) for _, downloads in asked)):
        open_ = [n for n, (_, files) in enumerate(asked) if n not in found and turn < len(files)]
        looked = _look([(n, asked[n][0], asked[n][1][turn]) for n in open_], answers, desk, progress)
        for n in open_:
            packed = looked[n]
            if isinstance(packed, Unanswered) and packed.code in UNREACHABLE:
                found[n] = Found(unread=packed.reason, failure=packed)
            elif isinstance(packed, Unanswered):
                reasons[n].append(packed.reason)
            elif packed.texts:
                why = ", and ".join([*reasons[n], packed.problem or ""]) if packed.problem else None
                found[n] = Found(asked[n][1][turn], packed.texts, why)
            elif packed.problem:
                reasons[n].append(packed.problem)
    return (found.get(n) or Found(unread=", and ".join(reasons[n]) or None) for n in range(len(asked)))


def _look(
    files: Sequence[tuple[int, Source, Download]], answers: Answers, desk: Desk, progress: Progress
) -> dict[int, Packed | Unanswered]:
    looked: dict[int, Packed | Unanswered] = {
        n: packed for n, _, file in files if (packed := answers.held(file)) is not None
    }
    missing = [each for each in files if each[0] not in looked]
    questions = [(host(file.url), partial(_into, source, file)) for _, source, file in missing]
    results = list(zip(missing, desk.ask(questions, progress), strict=True))
    answers.keep_held((file, packed) for (_, _, file), packed in results if isinstance(packed, Packed))
    return looked | {n: result for (n, _, _), result in results}


def _into(source: Source, file: Download, http: Http) -> Packed:
    return source.look(http, file)
