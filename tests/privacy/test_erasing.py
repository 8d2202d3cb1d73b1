"""Personal data are erased when their time has come, and history stays whole."""

import datetime as dt

from sqlalchemy import select, update

from hotline_platform.audit.verifying import Counts
from hotline_platform.database.scope import NOWHERE
from hotline_platform.tenancy.model import Tenant
from hotline_platform.tenancy.values import CONTENT_DAYS, DEFAULTS, PERSON_DAYS
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.cases.model import Case, CasePerson, CaseText, Remark, Reply
from hotline_tenants.cases.opening import Opened
from hotline_tenants.cases.reading import earlier_cases
from hotline_tenants.handling import reviewing
from hotline_tenants.history.verifying import verify
from hotline_tenants.privacy.erasing import erase_due
from tests.cases.test_the_main_road import dispatched_to, only_assignment, registered, unit_replies
from tests.conftest import House
from tests.rulings.steps import act


async def closed(house: House) -> Opened:
    opened = await registered(house)
    await dispatched_to(house, opened, "C-HOUSING")
    await unit_replies(house, "housing_officer", "housing_leader", opened.id)
    _, assignment = await only_assignment(house, "reviewer", opened.id)
    await act(house, "reviewer", reviewing.accept_reply, opened.id, assignment.id)
    answers = Answers(contacted=True, solved="yes", satisfied="very", note="非常满意")
    await act(house, "callback_officer", call, opened.id, answers)
    await act(house, "callback_officer", close, opened.id)
    return opened


async def texts(house: House, opened: Opened) -> dict[str, str]:
    async with house.acting("dispatcher") as (db, _):
        found: dict[str, str] = {}
        for model, column in (
            (CasePerson, "name"), (CasePerson, "phone"), (CaseText, "body"), (Remark, "body"), (Reply, "public"),
        ):  # fmt: skip
            rows = await db.execute(
                select(getattr(model, column)).where(model.tenant_id == db.tenant, model.case_id == opened.id)
            )
            found[f"{model.__tablename__}.{column}"] = "".join(rows.scalars())
        return found


async def test_the_person_goes_first_and_the_texts_later(house: House) -> None:
    opened = await closed(house)
    assert await erase_due(house.database, at=house.now + dt.timedelta(days=DEFAULTS[PERSON_DAYS] - 1)) == 0
    assert await erase_due(house.database, at=house.now + dt.timedelta(days=DEFAULTS[PERSON_DAYS] + 1)) == 1
    found = await texts(house, opened)
    assert (found["case_persons.name"], found["case_persons.phone"]) == ("", "")
    assert found["case_texts.body"]
    async with house.acting("operator") as (db, _):
        assert list(await earlier_cases(db, "13800001234")) == []
    assert await erase_due(house.database, at=house.now + dt.timedelta(days=DEFAULTS[CONTENT_DAYS] + 1)) == 1
    assert set((await texts(house, opened)).values()) == {""}


async def test_what_was_erased_leaves_a_history_that_verifies(house: House) -> None:
    await closed(house)
    await erase_due(house.database, at=house.now + dt.timedelta(days=DEFAULTS[CONTENT_DAYS] + 1))
    key = house.settings.seal_key
    faults = [fault async for fault in verify(house.database, house.cast.city, Counts(), key=key)]
    assert faults == []


async def test_a_government_sets_its_own_period_and_open_cases_are_never_touched(house: House) -> None:
    opened = await registered(house)
    await closed(house)
    async with house.database.transaction(NOWHERE, "admin") as db:
        await db.execute(
            update(Tenant).where(Tenant.id == house.cast.city).values(settings={PERSON_DAYS: 30})
        )
    house.database.cache.forget("registry")
    assert await erase_due(house.database, at=house.now + dt.timedelta(days=31)) == 1
    assert (await texts(house, opened))["case_persons.name"] == "林小满"
    async with house.acting("dispatcher") as (db, _):
        assert await db.scalar(select(Case.state).where(Case.tenant_id == db.tenant, Case.id == opened.id))
