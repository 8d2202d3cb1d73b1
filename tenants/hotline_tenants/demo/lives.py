"""Two months of cases in the invented city, each lived through the verbs at its own time."""

import datetime as dt
import random
import uuid

from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import archive, close
from hotline_tenants.callbacks.reworking import rework
from hotline_tenants.cases.model import Assignment
from hotline_tenants.cases.opening import Demand, Opened
from hotline_tenants.cases.reaching import assignments_of, locked
from hotline_tenants.cases.striking import struck
from hotline_tenants.cases.words import CHANNELS
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE, Life
from hotline_tenants.demo.places import CITY, ESTATES, FOREIGN, GIVEN, GOVERNMENTS, ROADS, SURNAMES
from hotline_tenants.demo.side_roads import SideRoads, objected
from hotline_tenants.demo.topics import TOPICS
from hotline_tenants.handling import replying, reviewing, taking_on
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.intake import settling
from hotline_tenants.intake.registering import register
from hotline_tenants.referrals.links import link_down

QUESTIONS = 4
"""How many times as often somebody asks a question as has anything else to say: most of them are answered at once."""

CHANNEL_WEIGHTS = {
    "phone": 62,
    "wechat": 12,
    "web": 8,
    "mailbox": 6,
    "app": 6,
    "visit": 2,
    "sms": 2,
    "letter": 2,
}


async def live(database: Database, life: Life) -> None:
    """Register a case and take it as far as time allows."""
    opened, settled = await _register(database, life)
    if settled or not life.passes(0.05, 1.2):
        return
    if life.tenant != CITY:
        answered = await _handle(database, life, life.tenant, opened.id)
    elif life.topic.unit is not None:
        answered = await _handle(database, life, CITY, opened.id, life.topic.unit)
    else:
        answered = await _refer(database, life, opened.id)
    if answered:
        await _finish(database, life, opened.id)


async def _refer(database: Database, life: Life, case_id: uuid.UUID) -> bool:
    await _dispatch(database, life, CITY, case_id, life.area)
    order = await _order(database, life, case_id)
    return life.passes(0.2, 5) and await _handle(database, life, life.area, order)


async def _register(database: Database, life: Life) -> tuple[Opened, bool]:
    chance = life.random
    actor = life.city.actor(life.tenant, "operator")
    name = (
        chance.choice(FOREIGN)
        if life.topic.title.isascii()
        else chance.choice(SURNAMES) + chance.choice(GIVEN)
    )
    code, channel = (
        life.topic.path.names_zh[2],
        chance.choices(list(CHANNEL_WEIGHTS), list(CHANNEL_WEIGHTS.values()))[0],
    )
    assert channel in CHANNELS
    demand = Demand(
        title=life.topic.title.format(place=life.place), body=life.topic.body.format(place=life.place),
        type=life.topic.type, channel=channel, urgency=life.topic.urgency, place=f"{life.place}{chance.randint(1, 180)}号",
        category_id=life.city.categories[(life.tenant, code)], caller_name=name,
        area_id=life.city.units[(life.tenant, life.area)],
        caller_phone=f"1{chance.choice('3578')}{chance.randint(0, 9)}{chance.randint(0, 99999999):08}",
    )  # fmt: skip
    async with database.transaction(actor.scope) as db:
        opened = await register(db, actor, demand, at=life.moment)
        road = chance.random()
        if road < (0.85 if life.topic.type == "inquiry" else 0.08):
            answer = life.topic.public.format(place=life.place)
            later = life.moment + dt.timedelta(minutes=chance.randint(3, 12))
            await settling.answer(db, actor, opened.id, answer=answer, version=None, at=min(later, life.now))
            return opened, True
        if road > 0.965:
            await settling.not_accept(
                db, actor, opened.id, reason=chance.choice(("court", "litigation", "unclear", "elsewhere")),
                guidance="已告知向有管辖权的单位反映，并提供联系电话。", version=None, at=life.moment,
            )  # fmt: skip
            return opened, True
        if road > 0.95:
            line = chance.choice(("110", "120", "122"))
            given = settling.Transfer(
                line=line, three_way=True, answered_by=f"{line}接线员 工号{chance.randint(1001, 1299)}",
                agreed="三方通话说明地点和情况，由对方出警处置。",
            )  # fmt: skip
            await settling.transfer(db, actor, opened.id, given, version=None, at=life.moment)
            return opened, True
        if chance.random() < 0.7:
            await settling.accept(db, actor, opened.id, version=None, at=life.moment)
    return opened, False


async def _dispatch(database: Database, life: Life, tenant: str, case_id: uuid.UUID, unit: str) -> None:
    city, actor = life.city, life.city.actor(tenant, "dispatcher")
    category = city.categories[(tenant, life.topic.path.names_zh[2])]
    others = [code for other, code in city.units if other == tenant and code.isalpha() and code != unit]
    co_units = [life.random.choice(others)] if tenant != CITY and life.random.random() < 0.08 else []
    decision = Dispatch(
        category_id=category, lead_id=city.units[(tenant, unit)],
        co_ids=[city.units[(tenant, one)] for one in co_units], opinion="请核实处理，并按时回复诉求人。",
        struck_title=struck(life.topic.title.format(place=life.place)),
        struck_body=struck(life.topic.body.format(place=life.place)),
    )  # fmt: skip
    async with database.transaction(actor.scope) as db:
        await dispatch(db, actor, case_id, decision, version=None, at=life.moment)


async def _order(database: Database, life: Life, case_id: uuid.UUID) -> uuid.UUID:
    actor = life.city.actor(CITY, "dispatcher")
    async with database.transaction(actor.scope) as db:
        assignments = await assignments_of(db, await locked(db, case_id))
        link = await link_down(db, assignments[-1].id)
        assert link is not None
        return link.other_case_id


async def _handle(
    database: Database, life: Life, tenant: str, case_id: uuid.UUID, unit: str | None = None
) -> bool:
    """Dispatch inside one government and let its units work; true when the reply passed its review."""
    await _dispatch(database, life, tenant, case_id, unit or _responsible(life, tenant))
    outcome = await _work(database, life, tenant, case_id)
    if outcome == "returned":
        await _dispatch(database, life, tenant, case_id, _another(life, tenant))
        outcome = await _work(database, life, tenant, case_id)
    return outcome == "done"


def _responsible(life: Life, tenant: str) -> str:
    """As the duty list of a district says, else one of its streets."""
    listed = {"complaint": "ORDER", "report": "HOUSING"}.get(life.topic.type)
    return listed or life.random.choice(_streets(life, tenant))


def _another(life: Life, tenant: str) -> str:
    """Who takes on what another unit gave back."""
    return "HEALTH" if tenant == CITY else "LABOUR"


def _streets(life: Life, tenant: str) -> list[str]:
    return [
        code for other, code in life.city.units if other == tenant and code[0] == "S" and code[1:].isdigit()
    ]


async def _work(database: Database, life: Life, tenant: str, case_id: uuid.UUID) -> str:
    """Every open assignment of the case: sign, contact, reply, sign off, review; as far as time allows.

    "done", "waiting" where time stands still, "returned" where the lead unit gave it back.
    """
    codes = {unit_id: code for (other, code), unit_id in life.city.units.items() if other == tenant}
    reviewer = life.city.actor(tenant, "reviewer")
    async with database.transaction(reviewer.scope) as db:
        assignments = await assignments_of(db, await locked(db, case_id))
        waiting = [one for one in assignments if one.state == "dispatched"]
        for assignment in sorted(waiting, key=lambda one: one.lead):
            outcome = await _one_unit(db, life, tenant, codes[assignment.unit_id], case_id, assignment)
            if outcome != "done":
                return outcome
    return "done"


async def _one_unit(
    db: Db, life: Life, tenant: str, unit: str, case_id: uuid.UUID, assignment: Assignment
) -> str:  # fmt: skip
    officer, leader = (life.city.actor(tenant, role, unit) for role in ("unit_officer", "unit_leader"))
    reviewer, inner = life.city.actor(tenant, "reviewer"), life.topic.inner
    public, note = life.topic.public.format(place=life.place), "已电话联系诉求人，说明办理安排。"
    slow = 4.0 if life.random.random() < 0.09 else 1.0
    this = (case_id, assignment.id)
    roads = SideRoads(db, life, tenant, officer, this)
    if not life.passes(0.1, 3 * slow):
        return "waiting"
    if assignment.lead and assignment.situation is None and (returned := await roads.maybe_returned()):
        return returned
    await taking_on.sign(db, officer, *this, version=None, at=life.moment)
    if not life.passes(0.5, 6 * slow):
        return "waiting"
    await taking_on.contact(db, officer, *this, note=note, version=None, at=life.moment)
    if not await roads.maybe_asks(assignment):
        return "waiting"
    if not life.passes(3, 60 * slow):
        return "waiting"
    await replying.reply(db, officer, *this, inner=inner, public=public, version=None, at=life.moment)
    if not life.passes(0.2, 4):
        return "waiting"
    await replying.sign_off(db, leader, *this, version=None, at=life.moment)
    if not life.passes(0.2, 5):
        return "waiting"
    await reviewing.accept_reply(db, reviewer, *this, version=None, at=life.moment)
    return "done"


async def _finish(database: Database, life: Life, case_id: uuid.UUID, *, again: bool = False) -> None:
    """The review of a district's answer, the callback, and the end or the rework."""
    tenant, chance = life.tenant, life.random
    reviewer, officer = life.city.actor(tenant, "reviewer"), life.city.actor(tenant, "callback_officer")
    async with database.transaction(reviewer.scope) as db:
        for assignment in await assignments_of(db, await locked(db, case_id)):
            if assignment.state == "replied":
                if not life.passes(0.3, 6):
                    return
                await reviewing.accept_reply(
                    db, reviewer, case_id, assignment.id, version=None, at=life.moment
                )
    if not life.passes(2, 30):
        return
    async with database.transaction(officer.scope) as db:
        if chance.random() < 0.15:
            await call(db, officer, case_id, Answers(contacted=False), version=None, at=life.moment)
            if not life.passes(18, 30):
                return
        solved = chance.choices(("yes", "partly", "no"), (80, 11, 9))[0]
        satisfied = chance.choices(("very", "satisfied", "neutral", "dissatisfied"), _mood(solved))[0]
        answers = Answers(
            contacted=True,
            unit_contacted=chance.random() > 0.05,
            solved=solved,
            satisfied=satisfied,
            note="回访完成",
        )
        await call(db, officer, case_id, answers, version=None, at=life.moment)
        bad = solved == "no" or satisfied == "dissatisfied"
        if bad and not again and chance.random() < 0.8:
            await rework(
                db,
                officer,
                case_id,
                reason="诉求人反映问题仍未解决，请重新办理。",
                version=None,
                at=life.moment,
            )
        else:
            await close(db, officer, case_id, version=None, at=life.moment)
    if bad and not again:
        await _again(database, life, case_id)
    elif not again:
        await _afterwards(database, life, case_id)


async def _afterwards(database: Database, life: Life, case_id: uuid.UUID) -> None:
    """What becomes of a closed case: some callers object, some cases are filed."""
    chance = life.random.random()
    if chance < 0.04 and life.passes(10, 200):
        await objected(database, life, case_id)
    elif chance < 0.3 and life.passes(100, 400):
        head = life.city.actor(life.tenant, "duty_head")
        async with database.transaction(head.scope) as db:
            await archive(db, head, case_id, version=None, at=life.moment)


async def _again(database: Database, life: Life, case_id: uuid.UUID) -> None:
    async with database.transaction(life.city.actor(life.tenant, "dispatcher").scope) as db:
        case = await locked(db, case_id)
        latest = (await assignments_of(db, case))[-1]
        if case.state != "dispatched":
            return
        link = await link_down(db, latest.id)
        below = next(
            (code for code, tenant in life.city.tenants.items() if tenant == latest.governs_tenant_id), ""
        )
    place, worked_on = (below, link.other_case_id) if link else (life.tenant, case_id)
    if await _work(database, life, place, worked_on) == "done":
        await _finish(database, life, case_id, again=True)


def _mood(solved: str) -> tuple[int, int, int, int]:
    return {"yes": (45, 45, 8, 2), "partly": (5, 40, 35, 20), "no": (1, 9, 25, 65)}[solved]


def lives(city: DemoCity, count: int, *, days: int, now: dt.datetime, seed: int = 12345) -> list[Life]:
    """`count` cases spread over the last `days`, busier in office hours; about a fifth begin in a district."""
    chance = random.Random(seed)
    found, weights = [], [QUESTIONS if topic.type == "inquiry" else 1 for topic in TOPICS]
    for _ in range(count):
        # Denser towards today, so that every desk has work on it.
        day = now - dt.timedelta(days=days * chance.random() ** 1.7)
        hour = chance.choices(
            range(24), [1, 1, 1, 1, 1, 1, 2, 4, 9, 12, 11, 8, 5, 7, 10, 10, 9, 7, 5, 5, 4, 3, 2, 1]
        )[0]
        moment = day.astimezone(ZONE).replace(hour=hour, minute=chance.randrange(60)).astimezone(dt.UTC)
        if moment >= now:
            moment = now - dt.timedelta(minutes=chance.randrange(5, 600))
        own = chance.random() < 0.2
        tenant = chance.choices(GOVERNMENTS, [one.weight for one in GOVERNMENTS])[0].code if own else CITY
        place = chance.choice(ROADS if chance.random() < 0.5 else ESTATES)
        district = chance.choices(GOVERNMENTS, [one.weight for one in GOVERNMENTS])[0].code
        area = f"S{chance.randint(1, 2):02}" if own else district
        found.append(
            Life(
                city,
                random.Random(chance.random()),
                tenant,
                area,
                chance.choices(TOPICS, weights)[0],
                place,
                moment,
                now,
            )
        )
    return sorted(found, key=lambda one: one.moment)
