"""A citizen's rating: the caller's own word, once for each closing, which closes nothing by itself."""

import datetime as dt
import uuid

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at
from hotline_platform.errors import NotFound, Refused
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.model import Assignment, Callback, Case, CaseEvent, Remark
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.handling import reviewing
from hotline_tenants.openness.codes import typed_digest
from hotline_tenants.openness.rating import Rating, rate
from hotline_tenants.openness.submitting import submit
from hotline_tenants.openness.tracking import Tracked, tracked
from tests.cases.test_the_main_road import dispatched_to, only_assignment, unit_replies
from tests.conftest import House
from tests.openness.the_public import taken_up, the_case

LAMP = Demand(title="路灯不亮", body="三天没有亮。", type="help", channel="web", caller_phone="138 0000 1234")
GOOD = Rating("yes", "very", "谢谢师傅")
BAD = Rating("no", "dissatisfied")


async def answered(house: House) -> bytes:
    """A demand from the web, handled by a unit and accepted by the reviewer; returns the digest of its code."""
    receipt = await submit(house.database, house.cast.city, LAMP, form_id=uuid.uuid4(), at=house.now)
    await taken_up(house)
    case = await the_case(house)
    await dispatched_to(house, Opened(case.id, case.number, None), "C-HOUSING")
    await accepted_again(house, case)
    return typed_digest(house.settings.secret, house.cast.city, receipt.code, "1234")


async def accepted_again(house: House, case: Case) -> None:
    await unit_replies(house, "housing_officer", "housing_leader", case.id)
    _, assignment = await only_assignment(house, "reviewer", case.id)
    async with house.acting("reviewer") as (db, actor):
        await reviewing.accept_reply(
            db, actor, case.id, assignment.id, version=None, at=house.later(minutes=10)
        )


async def called(house: House, answers: Answers, *, closing: bool = False) -> None:
    case = await the_case(house)
    async with house.acting("callback_officer") as (db, actor):
        await call(db, actor, case.id, answers, version=None, at=house.later(hours=1))
        if closing:
            await close(db, actor, case.id, version=None, at=house.now)


async def rated(house: House, digest: bytes, given: Rating, **later: float) -> bool:
    """Rate after a while, and let the job run."""
    first = await rate(
        house.database, house.cast.city, digest, given, at=house.later(**(later or {"hours": 1}))
    )
    await taken_up(house)
    return first


async def what_counts(house: House) -> tuple[str | None, str | None]:
    _, assignment = await only_assignment(house, "reviewer", (await the_case(house)).id)
    return assignment.first_solved, assignment.first_satisfied


async def answers_kept(house: House) -> list[tuple[str, str | None]]:
    async with house.acting("callback_officer") as (db, _):
        kept = await db.execute(
            select(Callback.source, Callback.solved)
            .where(Callback.tenant_id == db.tenant)
            .order_by(Callback.id)
        )
        return [(row.source, row.solved) for row in kept]


async def seen(house: House, digest: bytes) -> Tracked:
    async with house.database.transaction(at(house.cast.city), "public") as db:
        found = await tracked(db, digest)
    assert found is not None
    return found


async def test_it_counts_for_the_unit_stands_in_the_history_and_leaves_the_case_open(house: House) -> None:
    digest = await answered(house)
    assert not (await seen(house, digest)).rated
    assert await rated(house, digest, GOOD)
    case = await the_case(house)
    assert case.state == "reviewed"
    assert await what_counts(house) == ("yes", "very")
    assert (await seen(house, digest)).rated
    async with house.acting("callback_officer") as (db, _):
        event = (
            await db.execute(
                select(CaseEvent)
                .where(CaseEvent.tenant_id == db.tenant, CaseEvent.case_id == case.id)
                .order_by(CaseEvent.seq.desc())
                .limit(1)
            )
        ).scalar_one()
        note = select(Remark.body).where(Remark.tenant_id == db.tenant, Remark.seq == event.seq)
        assert (await db.execute(note)).scalar_one() == "谢谢师傅"
    assert (event.act, event.hash, event.data["solved"]) == ("rated", case.head, "yes")


async def test_a_second_rating_is_told_so_and_changes_nothing(house: House) -> None:
    digest = await answered(house)
    assert await rated(house, digest, GOOD)
    assert not await rated(house, digest, BAD)
    assert await what_counts(house) == ("yes", "very")
    assert await answers_kept(house) == [("caller", "yes")]


async def test_the_officers_answer_stays_where_it_was_first(house: House) -> None:
    digest = await answered(house)
    await called(house, Answers(contacted=True, solved="partly", satisfied="neutral"))
    assert await rated(house, digest, GOOD)
    assert await what_counts(house) == ("partly", "neutral")
    assert await answers_kept(house) == [("officer", "partly"), ("caller", "yes")]


async def test_the_callers_word_stays_where_it_was_first(house: House) -> None:
    digest = await answered(house)
    await rated(house, digest, BAD)
    await called(house, Answers(contacted=True, solved="yes", satisfied="very"), closing=True)
    assert await what_counts(house) == ("no", "dissatisfied")


async def test_after_closing_there_are_thirty_days(house: House) -> None:
    digest = await answered(house)
    await called(house, Answers(contacted=True, solved="yes", satisfied="satisfied"), closing=True)
    assert await rated(house, digest, GOOD, days=29)
    assert (await the_case(house)).state == "closed"
    with pytest.raises(Refused):
        await rate(house.database, house.cast.city, digest, GOOD, at=house.later(days=2))


async def test_reworked_and_answered_again_it_may_be_rated_again(house: House) -> None:
    digest = await answered(house)
    await rated(house, digest, BAD)
    case = await the_case(house)
    async with house.acting("callback_officer") as (db, actor):
        await rework(db, actor, case.id, reason="灯又灭了", version=None, at=house.later(hours=1))
    assert (await seen(house, digest)).answer is None, "the old answer is no answer any more"
    with pytest.raises(Refused):
        await rate(house.database, house.cast.city, digest, GOOD, at=house.now)
    await accepted_again(house, case)
    assert await rated(house, digest, GOOD)
    assert await answers_kept(house) == [("caller", "no"), ("caller", "yes")]
    async with house.acting("reviewer") as (db, _):
        rows = await db.execute(
            select(Assignment.round, Assignment.first_solved).where(Assignment.tenant_id == db.tenant)
        )
    assert {row.round: row.first_solved for row in rows}[0] == "no", (
        "figures count the first answer of the matter"
    )


async def test_a_rating_that_the_world_has_overtaken_is_let_go(house: House) -> None:
    digest = await answered(house)
    await rate(house.database, house.cast.city, digest, GOOD, at=house.later(hours=1))
    await called(house, Answers(contacted=True, solved="no", satisfied="dissatisfied"))
    async with house.acting("callback_officer") as (db, actor):
        case_id = (await the_case(house)).id
        await rework(db, actor, case_id, reason="灯又灭了", version=None, at=house.later(hours=1))
    assert await taken_up(house) == 1
    assert await answers_kept(house) == [("officer", "no")]


async def test_before_an_answer_there_is_nothing_to_rate(house: House) -> None:
    receipt = await submit(house.database, house.cast.city, LAMP, form_id=uuid.uuid4(), at=house.now)
    digest = typed_digest(house.settings.secret, house.cast.city, receipt.code, "1234")
    for _ in range(2):
        with pytest.raises(Refused):
            await rate(house.database, house.cast.city, digest, GOOD, at=house.now)
        await taken_up(house)


async def test_words_that_are_not_on_the_list_and_strange_codes_are_refused(house: House) -> None:
    digest = await answered(house)
    with pytest.raises(Refused) as refusal:
        await rate(house.database, house.cast.city, digest, Rating("maybe", "x", "y" * 1001), at=house.now)
    assert set(refusal.value.fields) == {"solved", "satisfied", "comment"}
    for tenant, code in ((house.cast.east, digest), (house.cast.city, b"x" * 32)):
        with pytest.raises(NotFound):
            await rate(house.database, tenant, code, GOOD, at=house.now + dt.timedelta(hours=1))
