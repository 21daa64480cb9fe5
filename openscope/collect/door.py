"""The door that every request to the Hub goes through: bounded in time, in size and in repetition.

huggingface_hub would repeat a failing request for minutes, wait as long as a server asks it to, and
read an answer of any size. The door is put before the client that it uses (its own, or the one that
the program around us has set) and settles all of that; what fails for good is raised as
`Unanswered`, which the library hands through.
"""

import time
from importlib import import_module
from typing import Any

from openscope.model import SkipCode
from openscope.net import Network, Unanswered, pause

_IN_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_MAX_REDIRECTS = 10

# What the library asks for by itself, to tell the Hub more of who is asking.
_NOT_ASKED = "/api/agent-harnesses"

# What an answer loses on its way: how it was packed (it is unpacked here), the ways around this
# door (Xet's own client), and the words that the library would print.
_LOST = ("content-encoding", "transfer-encoding", "link", "x-hf-warning")
_LOST_PREFIX = "x-xet-"


def guard(client: Any, network: Network, until: float) -> Any:
    """Puts the door before an HTTP client (httpx's or its successor's) and returns the client.

    `until` is the time of `time.monotonic` by which everything must have come back.
    """
    client.send = _Door(client, network, until).send
    return client


class _Door:
    """The bounds around one client's `send`, which all of its methods end in."""

    def __init__(self, client: Any, network: Network, until: float) -> None:
        self.http = import_module(_library(client))
        self.client = client
        self.inner = client.send
        self.network = network
        self.until = until

    def send(
        self, request: Any, *, stream: bool = False, follow_redirects: object = None, **rest: Any
    ) -> Any:
        """Answers as the client's own `send` does, with a body that is complete already."""
        del stream
        if request.url.path.endswith(_NOT_ASKED):
            raise Unanswered(SkipCode.UNREACHABLE, "not asked")
        follow = follow_redirects if isinstance(follow_redirects, bool) else self.client.follow_redirects
        attempt = 0
        while True:
            retry_after = None
            try:
                answer = self.once(request, follow, rest)
            except self.http.HTTPError as error:
                failure = self.explain(error, request.url.host)
                if _is_certificate(error):
                    raise failure from error
            else:
                if answer.status_code not in _IN_PASSING:
                    return answer
                retry_after = answer.headers.get("retry-after")
                failure = _refused(answer, retry_after)
            wait = pause(self.network, attempt, retry_after)
            if wait is None or time.monotonic() + wait >= self.until:
                raise failure
            time.sleep(wait)
            attempt += 1

    def once(self, request: Any, follow: bool, rest: dict[str, Any]) -> Any:
        """Sends a request and follows its redirects, without any repetition."""
        for _ in range(_MAX_REDIRECTS):
            left = self.until - time.monotonic()
            if left <= 0:
                raise self.late(request.url.host)
            seconds = min(self.network.timeout, left)
            request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
            response = self.inner(request, stream=True, follow_redirects=False, **rest)
            try:
                if not (follow and response.has_redirect_location and response.next_request):
                    return self.whole(response)
                request = response.next_request
            finally:
                response.close()
        raise Unanswered(SkipCode.UNREACHABLE, f"{request.url.host} redirects in circles")

    def whole(self, response: Any) -> Any:
        """The answer with its body read and unpacked."""
        body = bytearray()
        for chunk in response.iter_bytes():
            body += chunk
            if len(body) > self.network.max_bytes:
                reason = f"an answer of more than {self.network.max_bytes:,} bytes"
                raise Unanswered(SkipCode.TOO_LARGE, reason)
            if time.monotonic() > self.until:
                raise self.late(response.request.url.host)
        lost = _LOST if response.request.method == "HEAD" else (*_LOST, "content-length")
        headers = [
            (name, value)
            for name, value in response.headers.multi_items()
            if name.lower() not in lost and not name.lower().startswith(_LOST_PREFIX)
        ]
        return self.http.Response(
            response.status_code, headers=headers, content=bytes(body), request=response.request
        )

    def late(self, host: str) -> Unanswered:
        """What is said where the deadline has passed."""
        return Unanswered(SkipCode.TIMEOUT, f"{host} took more than {self.network.deadline:g} s in all")

    def explain(self, error: Exception, host: str) -> Unanswered:
        """What is said where no answer came back."""
        if isinstance(error, self.http.TimeoutException):
            return Unanswered(SkipCode.TIMEOUT, f"{host} did not answer within {self.network.timeout:g} s")
        if _is_certificate(error):
            words = f"{host} shows a certificate that is not trusted; SSL_CERT_FILE names those that are"
        elif isinstance(error, self.http.ConnectError):
            words = f"{host} cannot be reached ({error}): check the connection, the proxy and HF_ENDPOINT"
        elif isinstance(error, self.http.RemoteProtocolError | self.http.ReadError):
            words = f"the answer of {host} was cut off"
        else:
            words = f"{host or 'the Hub'} cannot be asked: {error}"
        return Unanswered(SkipCode.UNREACHABLE, words)


def _refused(answer: Any, retry_after: str | None) -> Unanswered:
    host, status = answer.request.url.host, answer.status_code
    if status != 429:
        return Unanswered(
            SkipCode.UNREACHABLE, f"{host} answered {status}: it is in trouble, try again later"
        )
    when = f"in {retry_after} s" if retry_after and retry_after.isdigit() else "later"
    words = f"{host} answered 429, too many requests: try again {when}; with HF_TOKEN more are allowed"
    return Unanswered(SkipCode.UNREACHABLE, words)


def _is_certificate(error: BaseException | None) -> bool:
    """Whether a certificate is behind an error. It will not be a better one at the next attempt."""
    import ssl  # with sockets: most scans need neither

    for _ in range(8):
        if error is None:
            return False
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _library(client: Any) -> str:
    """The name of the library that a client, or what it was derived from, belongs to: httpx or httpx2."""
    names = [each.__module__.partition(".")[0] for each in type(client).__mro__]
    return next((name for name in names if name.startswith("httpx")), "httpx")
