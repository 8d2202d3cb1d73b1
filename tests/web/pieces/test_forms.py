"""Forms: what was typed is kept, what is wrong is said where it is wrong."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline_platform.errors import N_, Refused, refused_fields
from hotline_web.forms import Choice, Field, FormSpec

TREE = (
    Choice("1", "Water"),
    Choice("11", "Supply", parent="1"),
    Choice("111", "No water", parent="11"),
    Choice("2", "Roads"),
)


@dataclass
class Demand:
    text: str
    phone: str
    category: str | None
    seen: datetime | None
    day: date | None
    households: int | None
    channels: list[str]
    agreed: bool
    password: str


SPEC = FormSpec(
    Demand,
    (
        Field("text", N_("Text"), "textarea", max_length=20),
        Field("phone", N_("Phone"), "tel", required=False),
        Field("category", N_("Category"), "cascade", choices=TREE, levels=("1", "2", "3"), required=False),
        Field("seen", N_("Seen"), "datetime", required=False),
        Field("day", N_("Day"), "date", required=False),
        Field("households", N_("Households"), "number", required=False),
        Field("channels", N_("Channels"), "checkboxes", choices=(Choice("sms", "SMS"), Choice("app", "App")),
              required=False),
        Field("agreed", N_("Agreed"), "checkbox", required=False),
        Field("password", N_("Password"), "password", required=False),
    ),
)  # fmt: skip


def test_a_good_form_becomes_a_typed_value() -> None:
    form = SPEC.read(
        {
            "text": " no water\r\nsince eight ",
            "phone": "0531 1234567",
            "category.1": "1",
            "category.2": "11",
            "category.3": "111",
            "seen": "2026-02-14T09:30",
            "day": "2026-02-14",
            "households": "60",
            "channels": ["sms", "app"],
            "agreed": "yes",
            "password": " with spaces ",
        }
    )
    assert form.value == Demand(
        "no water\nsince eight", "0531 1234567", "111", datetime(2026, 2, 14, 1, 30, tzinfo=UTC),
        date(2026, 2, 14), 60, ["sms", "app"], True, " with spaces ",
    )  # fmt: skip


def test_an_empty_form_names_every_field_that_is_needed_and_only_those() -> None:
    form = SPEC.read({})
    assert set(form.errors) == {"text"}
    assert form.value is None


def test_what_was_typed_stays_except_a_password() -> None:
    form = SPEC.read({"text": "", "phone": "abc", "seen": "soon", "category.1": "1", "password": "secret"})
    assert set(form.errors) == {"text", "phone", "seen", "category"}
    assert (form.text("phone"), form.text("seen"), form.text("category")) == ("abc", "soon", "1")
    assert form.text("password") == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "x" * 21),
        ("phone", "12-ab"),
        ("seen", "2026-13-01T00:00"),
        ("seen", "0001-01-01T00:00"),
        ("day", "14.2.2026"),
        ("households", "12.5"),
        ("households", "9" * 30),
        ("channels", ["fax"]),
        ("category.1", "9"),
    ],
)
def test_a_bad_value_is_a_message_at_its_field(name: str, value: Any) -> None:
    form = SPEC.read({"text": "x", name: value})
    assert set(form.errors) == {name.split(".")[0]}


def test_a_cascade_shows_the_way_to_what_was_chosen() -> None:
    category = SPEC.field("category")
    assert [category.chosen("111", depth) for depth in range(3)] == ["1", "11", "111"]
    assert [category.chosen("1", depth) for depth in range(3)] == ["1", "", ""]


def test_a_refusal_of_the_domain_shows_at_its_field() -> None:
    form = SPEC.read({"text": "x"}).refused(
        refused_fields({"text": N_("Too short."), "elsewhere": N_("No.")})
    )
    assert set(form.errors) == {"text"}
    with pytest.raises(Refused):
        _ = form.complete


def test_a_refusal_at_a_field_that_the_form_does_not_have_shows_above_it() -> None:
    form = SPEC.read({"text": "x"}).refused(refused_fields({"elsewhere": N_("No.")}))
    assert (form.summary, form.errors) == (N_("No."), {})


def test_the_one_time_number_survives_a_failed_attempt_and_is_never_invented_by_the_browser() -> None:
    blank = SPEC.blank()
    assert SPEC.read({"form_id": blank.form_id}).form_id == blank.form_id
    assert SPEC.read({"form_id": "'; drop"}).form_id != "'; drop"


@given(st.dictionaries(st.sampled_from([each.name for each in SPEC.fields]), st.text() | st.lists(st.text())))
def test_no_input_breaks_a_form(data: dict[str, Any]) -> None:
    form = SPEC.read(data)
    assert (form.value is None) == bool(form.errors)
    assert "\x00" not in str(form.typed)
