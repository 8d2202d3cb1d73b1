"""Query codes: what people type is understood, and nobody gets somebody else's."""

import uuid
from dataclasses import replace

import pytest

from hotline_tenants.cases.model import QueryCode
from hotline_tenants.cases.opening import Demand, code_digest
from hotline_tenants.openness.codes import check_of, derived_code, typed_digest
from hotline_tenants.openness.submitting import submit
from hotline_tenants.openness.tracking import tracked
from tests.conftest import House

SECRET = "a-secret-of-the-tests-and-nothing-else"
FORM = uuid.UUID("01931f5e-0000-7000-8000-000000000001")
LAMP = Demand(
    title="路灯不亮", body="三天没有亮。", type="help", channel="web", caller_phone="+86 138 0000 1234"
)


@pytest.mark.parametrize(
    ("code", "check"),
    [
        ("1234567890", "1234"), ("1234 567 890", " 1234 "), ("1234-567-890", "１２３４"), ("１２３４５６７８９０", "1234"),
        ("1234567890", "13800001234"), ("1234567890", "+86 138-0000-1234"),
    ],
)  # fmt: skip
def test_groups_wide_digits_and_whole_numbers_are_understood(code: str, check: str) -> None:
    assert typed_digest(SECRET, 1, code, check) == code_digest(SECRET, 1, "1234567890", "1234")


def test_a_pin_is_taken_whole_and_a_long_code_alone() -> None:
    assert typed_digest(SECRET, 1, "1234567890", "20260302") == code_digest(
        SECRET, 1, "1234567890", "20260302"
    )
    assert typed_digest(SECRET, 1, "abcd efgh jklm npqr", "77") == code_digest(
        SECRET, 1, "ABCDEFGHJKLMNPQR", ""
    )


def test_another_check_code_or_government_is_another_digest() -> None:
    asked = [
        (1, "1234567890", "1234"),
        (1, "1234567890", "1235"),
        (1, "1234567891", "1234"),
        (2, "1234567890", "1234"),
    ]
    assert len({typed_digest(SECRET, tenant, code, check) for tenant, code, check in asked}) == len(asked)


def test_the_check_is_the_pin_or_the_end_of_the_number() -> None:
    assert check_of(LAMP) == "1234"
    assert check_of(replace(LAMP, pin="998877")) == "998877"
    assert check_of(replace(LAMP, caller_phone="")) == ""


def test_a_code_follows_from_the_form_and_its_words() -> None:
    code = derived_code(SECRET, 1, FORM, LAMP, 0)
    assert code == derived_code(SECRET, 1, FORM, LAMP, 0)
    assert len(code) == 10
    assert code.isdigit()
    others = {
        derived_code(SECRET, 1, FORM, LAMP, 1), derived_code(SECRET, 2, FORM, LAMP, 0),
        derived_code(SECRET, 1, uuid.uuid4(), LAMP, 0), derived_code("another" + SECRET, 1, FORM, LAMP, 0),
        derived_code(SECRET, 1, FORM, replace(LAMP, body="四天没有亮。"), 0),
    }  # fmt: skip
    assert code not in others
    assert len(others) == 5
    alone = derived_code(SECRET, 1, FORM, replace(LAMP, caller_phone=""), 0)
    assert len(alone) == 16
    assert not set(alone) & set("IO01")


async def test_a_code_that_is_somebody_elses_is_passed_over(house: House) -> None:
    first = derived_code(SECRET, house.cast.city, FORM, LAMP, 0)
    async with house.acting("operator") as (db, _):
        theirs = code_digest(db.secret, db.tenant, first, "1234")
        db.put(QueryCode, code_digest=theirs, case_id=uuid.uuid4(), made_at=house.now)
    receipt = await submit(house.database, house.cast.city, LAMP, form_id=FORM, at=house.now)
    assert receipt.code == derived_code(SECRET, house.cast.city, FORM, LAMP, 1)
    again = await submit(house.database, house.cast.city, LAMP, form_id=FORM, at=house.now)
    assert again.code == receipt.code
    async with house.database.transaction(house.cast.actors["operator"].scope, "public") as db:
        assert await tracked(db, typed_digest(db.secret, db.tenant, receipt.code, "1234")) is not None
