"""Amounts of time: written, read, compared and kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline_platform.calendar.spans import (
    LARGEST,
    Span,
    SpanKind,
    clock_hours,
    clock_minutes,
    working_days,
    working_hours,
    working_minutes,
)
from hotline_platform.errors import Refused


@pytest.mark.parametrize(
    ("text", "span", "printed"),
    [
        ("15min", clock_minutes(15), "15min"),
        ("24h", clock_hours(24), "24h"),
        ("120min", clock_hours(2), "2h"),
        ("4wh", working_hours(4), "4wh"),
        ("90wmin", working_minutes(90), "90wmin"),
        (" 1 WD ", working_days(1), "1wd"),
    ],
)
def test_a_span_is_read_and_printed_as_the_rules_write_it(text: str, span: Span, printed: str) -> None:
    assert Span.parse(text) == span
    assert str(span) == printed


@pytest.mark.parametrize(
    "text", ["", "15", "h", "-4wh", "0wd", "1.5h", "4 days", "4wh 5min", "9999999wd", "４wh", "1d"]
)
def test_what_is_no_span_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        Span.parse(text)
    assert f"“{text}”" in str(refusal.value)
    assert "5wd" in str(refusal.value)


def test_an_amount_must_be_positive_and_below_ten_years() -> None:
    for amount in (0, -1, 3_661):
        with pytest.raises(ValueError, match="working_days"):
            working_days(amount)


def test_spans_of_one_kind_have_an_order_and_of_two_kinds_have_none() -> None:
    assert working_hours(4) < working_hours(5) <= working_minutes(300)
    assert max(working_days(2), working_days(7)) == working_days(7)
    assert clock_hours(4) != working_hours(4)
    with pytest.raises(TypeError):
        assert working_hours(4) < working_days(1)
    with pytest.raises(TypeError):
        assert working_days(1) >= clock_hours(1)


def test_spans_are_keys_of_mappings() -> None:
    assert {working_hours(1): "a"}[working_minutes(60)] == "a"


@settings(deadline=None, derandomize=True)
@given(
    st.sampled_from(SpanKind).flatmap(
        lambda kind: st.builds(Span, st.just(kind), st.integers(1, LARGEST[kind]))
    )
)
def test_every_span_survives_printing_and_storing(span: Span) -> None:
    assert Span.parse(str(span)) == span
    assert Span.from_json(span.to_json()) == span
