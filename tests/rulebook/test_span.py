from hypothesis import given
from hypothesis import strategies as st

from openscope.rulebook.span import Span, covered


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, set[int]]:
    edges = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=8)))
    runs = list(zip(edges[0::2], edges[1::2], strict=False))
    return Span.of(runs), {place for start, end in runs for place in range(start, end)}


@given(spans(), spans())
def test_spans_are_sets_of_positions(one: tuple[Span, set[int]], other: tuple[Span, set[int]]) -> None:
    (a, left), (b, right) = one, other
    assert a.size == len(left)
    assert a.positions().tolist() == sorted(left)
    assert a.width == max(left) - min(left) + 1
    assert a.overlap(b) == len(left & right)
    assert a.contains(b) == (left >= right)
    assert a.union(b).positions().tolist() == sorted(left | right)
    assert (a == b) == (left == right)
    assert covered([a, b], 61).nonzero()[0].tolist() == sorted(left | right)
