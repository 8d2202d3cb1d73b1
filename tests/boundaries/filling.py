"""A district full of demands, put there by the hundred: chains, clocks, codes and links are real, the road to them is not."""

import datetime as dt
from dataclasses import dataclass, field

from sqlalchemy import select

from hotline_platform.audit.chains import GENESIS, digest_of
from hotline_platform.database.scope import at as standing_in
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.cases.assignments import open_assignment
from hotline_tenants.cases.model import Case, QueryCode
from hotline_tenants.cases.numbers import next_number
from hotline_tenants.cases.opening import Demand, code_digest, open_case, put_content
from hotline_tenants.cases.recording import put_event, record
from hotline_tenants.figures.model import Delta
from hotline_tenants.network.units import UnitInfo, unit_tree
from hotline_tenants.referrals.descending import refer
from tests.cast import CITY, EAST
from tests.conftest import House

PHONE = "138 0000 1234"


@dataclass
class Filled:
    """Query codes that were given out, by the number of their demand."""

    codes: dict[str, str] = field(default_factory=dict)


async def fill_east(house: House, *, ended: int, own: int, referred: int) -> Filled:
    """East Lake District gets `ended` demands, `own` open ones and `referred` orders of the city's, by turns in its two
    streets; two open ones of three are with their street, the third waits at the desk.
    """
    filled = Filled()
    database, cast = house.database, house.cast
    async with database.transaction(standing_in(cast.east)) as db:
        streets = [(await unit_tree(db)).get(cast.units[code]) for code in ("E-BRIDGE", "E-WILLOW")]
        await _ended(db, house, streets, ended, filled)
    for first in range(0, own, 500):
        async with database.transaction(standing_in(cast.east)) as db:
            demands = [
                _demand(house, streets[number % 2], number) for number in range(first, min(first + 500, own))
            ]
            opened = [await open_case(db, cast.actors["east_operator"], one, at=house.now) for one in demands]
            filled.codes |= {one.number: str(one.code) for one in opened}
            await _dispatched(db, house, streets, {one.id for one in opened})
    for first in range(0, referred, 50):
        async with database.transaction(standing_in(cast.city)) as db:
            await _referred(db, house, min(50, referred - first))
    async with database.transaction(standing_in(cast.east)) as db:
        orders = select(Case.id).where(Case.tenant_id == db.tenant, Case.referred)
        await _dispatched(db, house, streets, set((await db.execute(orders)).scalars()))
    return filled


def _demand(house: House, street: UnitInfo, number: int) -> Demand:
    return Demand(
        title=f"路灯不亮 {number}", body="门前的路灯三天没有亮。", type="help", channel="phone", area_id=street.id,
        category_id=house.cast.category(EAST, "路灯"), caller_name="林小满", caller_phone=PHONE,
    )  # fmt: skip


async def _ended(db: Db, house: House, streets: list[UnitInfo], many: int, filled: Filled) -> None:
    """Answered at once a month ago."""
    at, actor = house.now - dt.timedelta(days=30), house.cast.actors["east_operator"]
    on = at.date()
    category = house.cast.category(EAST, "路灯")
    for number in range(many):
        demand, case_id, salts = (
            _demand(house, streets[number % 2], number),
            new_id(),
            (new_salt(), new_salt()),
        )
        head = await put_event(
            db, case_id=case_id, seq=1, previous=GENESIS, act="register", actor=actor, at=at,
            data={
                "text": digest_of(salts[0], demand.title, demand.body, demand.place),
                "person": digest_of(salts[1], demand.caller_name, demand.caller_phone),
            },
        )  # fmt: skip
        printed = await next_number(db, on)
        db.put(
            Case, id=case_id, number=printed, origin="live", type="help", channel="phone", urgency="general",
            confidentiality="normal", state="closed", ending="answered_directly", category_id=category,
            area_id=demand.area_id, round=0, attempts=0, referred=False, registered_at=at, registered_on=on, version=1,
            events=1, head=head, closed_at=at, closed_on=on,
        )  # fmt: skip
        put_content(db, case_id, demand, *salts)
        code = f"{number:010}"
        filled.codes[printed] = code
        db.put(
            QueryCode,
            code_digest=code_digest(db.secret, db.tenant, code, "1234"),
            case_id=case_id,
            made_at=at,
        )
    for measure in ("registered", "closed", "answered_directly"):
        for street in streets:
            db.put(
                Delta, id=new_id(), day=on, measure=measure, origin="live", unit_id=None, category_id=category,
                area_id=street.id, amount=many // 2,
            )  # fmt: skip


async def _dispatched(db: Db, house: House, streets: list[UnitInfo], cases: set[object]) -> None:
    """Two of three go to their street; an order of the city's goes by turns to both."""
    by_id = {street.id: street for street in streets}
    wanted = select(Case).where(Case.tenant_id == db.tenant, Case.id.in_(cases)).order_by(Case.id)
    for number, case in enumerate((await db.execute(wanted)).scalars()):
        if number % 3 == 2 and not case.referred:
            continue
        unit = by_id[case.area_id] if case.area_id else streets[number % 2]
        case.state = "dispatched"
        row = await open_assignment(db, case, unit, lead=True, at=house.now)
        actor = house.cast.actors["east_dispatcher"]
        await record(db, case, "dispatch", actor, at=house.now, units=[unit.id], due=row["reply_due_at"])


async def _referred(db: Db, house: House, many: int) -> None:
    unit = (await unit_tree(db)).get(house.cast.units[EAST])
    operator, dispatcher = house.cast.actors["operator"], house.cast.actors["dispatcher"]
    for number in range(many):
        demand = Demand(
            title=f"市里转来的路灯 {number}", body="门前的路灯三天没有亮。", type="help", channel="phone", area_id=unit.id,
            category_id=house.cast.category(CITY, "路灯"), caller_name="林小满", caller_phone=PHONE,
        )  # fmt: skip
        opened = await open_case(db, operator, demand, at=house.now)
        case = (
            await db.execute(select(Case).where(Case.tenant_id == db.tenant, Case.id == opened.id))
        ).scalar_one()
        case.state = "dispatched"
        row = await open_assignment(db, case, unit, lead=True, at=house.now)
        await record(db, case, "dispatch", dispatcher, at=house.now, units=[unit.id], due=row["reply_due_at"])
        await refer(db, dispatcher, case, row, unit, at=house.now)
