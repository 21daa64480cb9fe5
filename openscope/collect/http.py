"""Plain HTTP for registries: bounded in time, size and repetition. The one adapter of urllib3.

A proxy that the system or the environment names is used, and the certificates that the system trusts;
`SSL_CERT_FILE` names others. Credentials in an address go to its own host alone, and into no message.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit, urlunsplit

from msgspec import Struct

from openscope.model import SkipCode
from openscope.net import Network, Unanswered, pause
from openscope.regex import regex
from openscope.version import __version__

_IN_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_PART = frozenset({400, 405, 416, 501})
_MAX_REDIRECTS = 10
_CHUNK = 64 * 1024
_CONNECTIONS = 8
_RANGE = regex(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")

T = TypeVar("T")


class Answer(Struct, frozen=True):
    """A complete answer: where it came from in the end, of what type it is, and its bytes."""

    url: str
    type: str
    body: bytes

    def json(self) -> Any:
        """The value in the body. Raises `Unanswered` where there is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            reason = f"{host(self.url)} answered something that is no JSON"
            raise Unanswered(SkipCode.MALFORMED, reason) from error

    def text(self) -> str:
        """The body as UTF-8; what is none of it becomes a question mark."""
        return self.body.decode("utf-8", "replace")


class Part(Struct, frozen=True):
    """A stretch of a file: where it starts, its bytes, and the size of the whole file."""

    start: int
    body: bytes
    total: int


class WholeError(Unanswered):
    """A server that sends files whole only, of which this is too large; `size` is None if not said."""

    def __init__(self, reason: str, size: int | None) -> None:
        super().__init__(SkipCode.TOO_LARGE, reason)
        self.size = size


class Http:
    """A client for the requests of one target. Safe to use from several threads."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._until = time.monotonic() + network.deadline
        self._pools: dict[str, Any] = {}
        self._lock = threading.Lock()

    @property
    def late(self) -> bool:
        """Whether the time for this target is over."""
        return time.monotonic() >= self._until

    def get(self, url: str, accept: str | None = None, most: int | None = None) -> Answer:
        """Asks for an address. `most` bytes are read at most. Raises `Unanswered`, and nothing else."""
        headers = {"Accept": accept} if accept else {}

        def read(response: Any, address: str) -> Answer:
            _check(response, address)
            body = self._body(response, address, most or self._network.max_bytes)
            return Answer(address, response.headers.get("content-type", ""), body)

        return self._asked(url, headers, read)

    def start(self, url: str, most: int) -> tuple[bytes, bool]:
        """The first bytes of a file, `most` of them at most, and whether they are all of it."""

        def read(response: Any, address: str) -> tuple[bytes, bool]:
            _check(response, address)
            body = self._body(response, address, most, cut=True)
            return body[:most], len(body) <= most

        return self._asked(url, {}, read)

    def part(self, url: str, start: int | None, count: int, most: int) -> Part:
        """The `count` bytes of a file from `start`, or its last ones where that is None.

        A server that sends files whole only has its answer taken where that is no more than `most` bytes;
        `WholeError` says that it is. Raises nothing else but `Unanswered`.
        """
        span = f"-{count}" if start is None else f"{start}-{start + count - 1}"

        def read(response: Any, address: str) -> Part:
            if response.status == 206:
                return self._part(response, address, start, count)
            if response.status in _NO_PART:
                reason = f"{host(address)} answered {response.status} to the question for a part of a file"
                raise Unanswered(SkipCode.MALFORMED, reason)
            _check(response, address)
            size = response.headers.get("content-length", "")
            length = int(size) if size.isascii() and size.isdigit() and len(size) < 16 else None
            reason = f"{host(address)} sends files whole only, and this one is larger than {most:,} bytes"
            if length is not None and length > most:
                raise WholeError(reason, length)
            try:
                body = self._body(response, address, most)
            except Unanswered as failure:
                if failure.code is SkipCode.TOO_LARGE:
                    raise WholeError(reason, None) from failure
                raise
            return Part(0, body, len(body))

        return self._asked(url, {"Range": f"bytes={span}", "Accept-Encoding": "identity"}, read)

    def _part(self, response: Any, url: str, start: int | None, count: int) -> Part:
        """A partial answer, if it is exactly the one that was asked for (RFC 9110, 14.4)."""
        told = _RANGE.fullmatch(response.headers.get("content-range", ""))
        first, last, total = map(int, told.groups()) if told else (0, -1, 0)
        begin = max(total - count, 0) if start is None else start
        end = min(begin + count, total)
        plain = response.headers.get("content-encoding", "identity") == "identity"
        if plain and (first, last + 1) == (begin, end) and first < end:
            body = self._body(response, url, count)
            if len(body) == end - begin:
                return Part(begin, body, total)
        raise Unanswered(SkipCode.MALFORMED, f"{host(url)} sends another part of a file than was asked for")

    def _asked(self, url: str, headers: Mapping[str, str], read: Callable[[Any, str], T]) -> T:
        """What is read of the answer of an address, which is asked again where it fails in passing."""
        if self._network.offline:
            raise Unanswered(SkipCode.OFFLINE, "--offline is given")
        sent = {"User-Agent": f"openscope/{__version__}", **headers}
        attempt = 0
        while True:
            try:
                return self._within(lambda: self._once(url, sent, read), url)
            except _PassingError as error:
                failure = Unanswered(error.code, str(error))
                wait = pause(self._network, attempt, error.retry_after)
            if wait is None or time.monotonic() + wait >= self._until:
                raise failure
            time.sleep(wait)
            attempt += 1

    def _within(self, ask: Callable[[], T], url: str) -> T:
        """What a call returns, if it does in time: a server may send a header a byte at a time, forever."""
        results: list[T] = []
        errors: list[BaseException] = []

        def run() -> None:
            try:
                results.append(ask())
            except BaseException as error:
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(max(self._until - time.monotonic(), 0))
        if errors:
            raise errors[0]
        if not results:
            reason = f"{host(url)} took more than {self._network.deadline:g} s in all"
            raise Unanswered(SkipCode.TIMEOUT, reason)
        return results[0]

    def _once(self, url: str, headers: Mapping[str, str], read: Callable[[Any, str], T]) -> T:
        from urllib3.exceptions import HTTPError, LocationValueError, SSLError
        from urllib3.exceptions import TimeoutError as LateError
        from urllib3.util import Timeout, make_headers, parse_url

        start = url
        for _ in range(_MAX_REDIRECTS):
            try:
                auth = parse_url(url).auth
                sent = {**headers, **(make_headers(basic_auth=_unquoted(auth)) if auth else {})}
                timeout = Timeout(self._network.timeout)
                bare = without_credentials(url)
                response = self._pool(bare).request(
                    "GET",
                    bare,
                    headers=sent,
                    timeout=timeout,
                    preload_content=False,
                    redirect=False,
                    retries=False,
                )
                try:
                    if response.status in _REDIRECTS and (location := response.headers.get("location")):
                        url = _redirected(bare, location)
                        continue
                    return read(response, bare)
                finally:
                    response.close()
            except LateError as error:
                reason = f"{host(url)} did not answer within {self._network.timeout:g} s"
                raise _PassingError(SkipCode.TIMEOUT, reason) from error
            except SSLError as error:
                reason = (
                    f"{host(url)} shows a certificate that is not trusted; SSL_CERT_FILE names those that are"
                )
                raise Unanswered(SkipCode.UNREACHABLE, reason) from error
            except (HTTPError, OSError, LocationValueError, UnicodeError, ValueError) as error:
                reason = f"{host(url)} cannot be reached: check the connection and the proxy"
                raise _PassingError(SkipCode.UNREACHABLE, f"{reason} ({type(error).__name__})") from error
        raise Unanswered(SkipCode.UNREACHABLE, f"{host(start)} redirects in circles")

    def _body(self, response: Any, url: str, most: int, cut: bool = False) -> bytes:
        """The body. One of more than `most` bytes is refused, or `cut` somewhere after so many."""
        body = bytearray()
        for chunk in response.stream(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > most and cut:
                break
            if len(body) > most:
                raise Unanswered(SkipCode.TOO_LARGE, f"{host(url)} sends more than {most:,} bytes")
            if self.late:
                reason = f"{host(url)} took more than {self._network.deadline:g} s in all"
                raise Unanswered(SkipCode.TIMEOUT, reason)
        return bytes(body)

    def _pool(self, url: str) -> Any:
        """The connections to use for an address: through its proxy, if there is one."""
        import ssl
        from urllib.request import getproxies, proxy_bypass

        import urllib3

        parts = urlsplit(url)
        proxies = getproxies()
        proxy = proxies.get(parts.scheme) or proxies.get("all") or ""
        if proxy and proxy_bypass(parts.hostname or ""):
            proxy = ""
        with self._lock:
            key = f"{proxy} {parts.scheme}"
            if key not in self._pools:
                settings: dict[str, Any] = {"maxsize": _CONNECTIONS}
                if parts.scheme == "https" or proxy.startswith("https:"):
                    settings["ssl_context"] = ssl.create_default_context()  # slow: all authorities are loaded
                pool = urllib3.ProxyManager(proxy, **settings) if proxy else urllib3.PoolManager(**settings)
                self._pools[key] = pool
            return self._pools[key]


class _PassingError(Exception):
    """A failure that the next attempt may not meet."""

    def __init__(self, code: SkipCode, reason: str, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.retry_after = retry_after


def _check(response: Any, url: str) -> None:
    status = response.status
    if status == 200:
        return
    if status in (404, 410):
        raise Unanswered(SkipCode.NOT_FOUND, f"not at {host(url)}")
    if status in (401, 403):
        raise Unanswered(SkipCode.GATED, f"{host(url)} answered {status}: it asks for credentials")
    reason = f"{host(url)} answered {status}: it is in trouble, try again later"
    if status in _IN_PASSING:
        raise _PassingError(SkipCode.UNREACHABLE, reason, response.headers.get("retry-after"))
    raise Unanswered(SkipCode.UNREACHABLE, reason)


def _redirected(url: str, location: str) -> str:
    target = urljoin(url, location)
    scheme = urlsplit(target).scheme
    if scheme != "https" and scheme != urlsplit(url).scheme:
        raise Unanswered(SkipCode.UNREACHABLE, f"{host(url)} redirects to an address that is not safe")
    return without_credentials(target)


def is_address(url: str) -> bool:
    """Whether it is an address that can be asked."""
    with suppress(ValueError):
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable()
    return False


def host(url: str) -> str:
    """The host of an address, for messages."""
    with suppress(ValueError):
        return urlsplit(url).hostname or "the registry"
    return "the registry"


def without_credentials(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _unquoted(auth: str) -> str:
    from urllib.parse import unquote

    return unquote(auth)
