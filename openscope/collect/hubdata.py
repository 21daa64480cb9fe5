"""The datasets that a card on the Hub names: what the Hub, or its cache, says of each. No file is fetched."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from openscope.collect.hubclient import Client
from openscope.collect.huggingface import Type, read_card
from openscope.model import HubData, Published
from openscope.net import Unanswered
from openscope.textfile import Limits

_MOST = 16
_THREADS = 4
_LONGEST = 200
_TAGGED = {"license": "license:", "datasets": "dataset:"}


def ask(client: Client, published: Published) -> tuple[HubData, ...]:
    """The answers for the first datasets that the card or the Hub's tags name, in their order."""

    def one(name: str) -> HubData:
        try:
            told = client.info(Type.DATASET, name, None).published
        except Unanswered as failure:
            return HubData(name, problem=failure.reason)
        return HubData(name, _words("license", told.card, told.tags), told.gated is not None)

    names = _words("datasets", published.card, published.tags)[:_MOST]
    if not names:
        return ()
    from concurrent.futures import ThreadPoolExecutor  # with logging: most scans need neither

    with ThreadPoolExecutor(_THREADS) as pool:
        return tuple(pool.map(one, names))


def cached(card: Path, find: Callable[[str], Path | None], limits: Limits) -> Iterator[HubData]:
    """The same without the network. `find` gives the card of a dataset that the cache holds.

    Whether its files are given to anybody no card says for certain: one that the cache holds was given.
    """
    front = read_card(str(card), limits)
    for name in _words("datasets", front.data, ())[:_MOST] if front else ():
        place = find(name)
        if place and (own := read_card(str(place), limits)):
            gated = any(key.startswith("extra_gated_") for key in own.data)
            yield HubData(name, _words("license", own.data, ()), gated)


def _words(field: str, card: Mapping[str, object], tags: Sequence[str]) -> tuple[str, ...]:
    """The words of a field of a card, else those that the Hub's tags have for it."""
    value = card.get(field)
    listed = value if isinstance(value, list | tuple) else [value]
    words = [each for each in listed if isinstance(each, str) and 0 < len(each) <= _LONGEST]
    prefix = _TAGGED[field]
    return tuple(dict.fromkeys(words or [tag[len(prefix) :] for tag in tags if tag.startswith(prefix)]))
