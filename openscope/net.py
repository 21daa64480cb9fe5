"""How the network may be used: whether at all, how long, how often, how much. No I/O here."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from openscope.model import SkipCode


class Network(Struct, frozen=True):
    """The bounds of what one target may ask of the network. Times are in seconds.

    `timeout` is how long a connection or the next bytes are waited for, `deadline` how long
    everything for one target may take. A request that fails in passing is repeated `retries` times;
    a server that asks for more `patience` than this is not waited for. `max_bytes` is the largest
    answer, `max_file_bytes` the largest file that is fetched and `max_files` their number.
    """

    offline: bool = False
    timeout: float = 10.0
    deadline: float = 60.0
    retries: int = 2
    patience: float = 15.0
    max_bytes: int = 16 * 1024 * 1024
    max_file_bytes: int = 4 * 1024 * 1024
    max_files: int = 64


class NetworkError(ValueError):
    """A setting of the network that is none. The message names it."""


class Unanswered(Exception):  # noqa: N818  an answer, not a mistake
    """Nothing usable came back. `code` and `reason` are those of the `Skipped` to report."""

    def __init__(self, code: SkipCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def from_environment(environment: Mapping[str, str], offline: bool = False) -> Network:
    """The bounds that `OPENSCOPE_NETWORK_TIMEOUT`, `_DEADLINE` and `_PATIENCE` set, in seconds.

    Raises `NetworkError` for one that is no number above zero.
    """
    bounds = Network(offline=offline)
    return replace(
        bounds,
        timeout=_setting(environment, "OPENSCOPE_NETWORK_TIMEOUT", bounds.timeout),
        deadline=_setting(environment, "OPENSCOPE_NETWORK_DEADLINE", bounds.deadline),
        patience=_setting(environment, "OPENSCOPE_NETWORK_PATIENCE", bounds.patience),
    )


def _setting(environment: Mapping[str, str], variable: str, default: float) -> float:
    words = environment.get(variable, "").strip()
    if not words:
        return default
    try:
        seconds = float(words)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise NetworkError(f"{variable}={words}: not a number of seconds above 0")
    return seconds


def pause(network: Network, attempt: int, retry_after: str | None) -> float | None:
    """How many seconds to wait after a failed attempt (they count from 0); None where to give up.

    `retry_after` is the server's own word, in seconds or as a date (RFC 9110, 10.2.3).
    """
    if attempt >= network.retries:
        return None
    asked = _seconds(retry_after)
    if asked is None:
        return min(0.25 * (1 << attempt), network.patience)
    return asked if asked <= network.patience else None


def _seconds(retry_after: str | None) -> float | None:
    if retry_after is None:
        return None
    words = retry_after.strip()
    if words.isascii() and words.isdigit():
        return float(words[:12])
    from email.utils import parsedate_to_datetime  # slow to load, and needed for a busy server only

    try:
        left: timedelta = parsedate_to_datetime(words) - datetime.now(UTC)
        return max(left.total_seconds(), 0.0)
    except (ValueError, TypeError, OverflowError):  # no date, or one without a time zone
        return None
