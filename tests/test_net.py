"""The bounds of the network."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from openscope.net import Network, NetworkError, from_environment, pause


def test_the_environment_sets_the_bounds() -> None:
    assert from_environment({}) == Network()
    found = from_environment({"OPENSCOPE_NETWORK_TIMEOUT": " 2.5 ", "OPENSCOPE_NETWORK_DEADLINE": "9"}, True)
    assert (found.offline, found.timeout, found.deadline) == (True, 2.5, 9.0)


@pytest.mark.parametrize("words", ["0", "-1", "soon", "nan", "inf", "1e9"])
def test_what_is_no_number_of_seconds(words: str) -> None:
    with pytest.raises(NetworkError, match="OPENSCOPE_NETWORK_PATIENCE"):
        from_environment({"OPENSCOPE_NETWORK_PATIENCE": words})


def test_a_server_is_waited_for_with_patience_and_not_more() -> None:
    network = Network(patience=10.0, retries=2)
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=5), usegmt=True)
    assert pause(network, 0, "3") == 3.0
    assert 3.0 < (pause(network, 0, later) or 0.0) <= 5.0
    assert pause(network, 0, "Thu, 01 Jan 1970 00:00:00 GMT") == 0.0
    assert pause(network, 0, "11") is None
    assert pause(network, 0, "9" * 400) is None
    assert pause(network, 2, "0") is None


@pytest.mark.parametrize("words", [None, "soon", "-3", "1.5", "Wed, 99 Foo 2026 00:00:00"])
def test_without_a_word_that_is_understood_each_wait_is_longer(words: str | None) -> None:
    waits = [pause(Network(), attempt, words) for attempt in range(3)]
    assert waits == [0.25, 0.5, None]
