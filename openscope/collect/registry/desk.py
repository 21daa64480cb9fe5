"""Asks many questions at once, and gives up who does not answer."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import TypeVar

from openscope.collect.http import Http
from openscope.model import SkipCode
from openscope.net import Network, Unanswered

_THREADS = 8
# After so many questions in a row that a server did not answer, it is not asked any more.
_PATIENCE = 3
UNREACHABLE = frozenset({SkipCode.UNREACHABLE, SkipCode.TIMEOUT})
"""What another time may not meet."""

Progress = Callable[[str, int, int], None]

T = TypeVar("T")
Ask = Callable[[Http], T]
"""A question. Raises `Unanswered`, and nothing else."""


class Desk:
    """Asks the questions of one target."""

    def __init__(self, network: Network) -> None:
        self._http = Http(network)
        self._lock = Lock()
        self._silent: dict[str, int] = defaultdict(int)
        self._why: dict[str, Unanswered] = {}

    def ask(self, questions: Sequence[tuple[str, Ask[T]]], progress: Progress) -> list[T | Unanswered]:
        """The answers in the order of the questions, each of which names the server that it goes to."""
        if not questions:
            return []
        # Most runs only ask what an earlier one did.
        from concurrent.futures import ThreadPoolExecutor, as_completed

        with ThreadPoolExecutor(_THREADS) as pool:
            waiting = [pool.submit(self._ask, server, ask) for server, ask in questions]
            for done, _ in enumerate(as_completed(waiting), 1):
                progress("asking registries", done, len(questions))
        return [future.result() for future in waiting]

    def _ask(self, server: str, question: "Ask[T]") -> T | Unanswered:
        with self._lock:
            if self._silent[server] >= _PATIENCE:
                return self._why[server]
        try:
            answer: T | Unanswered = question(self._http)
        except Unanswered as failure:
            answer = failure
        with self._lock:
            if isinstance(answer, Unanswered) and answer.code in UNREACHABLE:
                self._silent[server] += 1
                self._why[server] = answer
            else:
                self._silent[server] = 0
        return answer
