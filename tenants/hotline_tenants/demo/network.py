"""The network of the demo: committees below the streets, a point for every unit at work, and some holes to be seen."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.audit.chains import GENESIS
from hotline_platform.database.model import Base
from hotline_platform.database.session import Db
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.values import DEFAULTS, TEST_CALL_WEIGHTS
from hotline_tenants.demo.places import GIVEN, GOVERNMENTS, SURNAMES
from hotline_tenants.network.units import UnitInfo, add_unit, unit_tree
from hotline_tenants.points.calling import Sheet, score_of
from hotline_tenants.points.drawing import PASS_MARK, RINGS_WITHIN
from hotline_tenants.points.lifecycle import needed
from hotline_tenants.points.model import DutyList, Point, PointChange, TestCall, TestRound
from hotline_tenants.points.recording import put_event

Row = tuple[type[Base], dict[str, Any]]

SIDES = (("东", "East"), ("西", "West"))


async def add_committees(db: Db, code: str) -> None:
    """Two below every street of a district but its last one."""
    streets = next(one for one in GOVERNMENTS if one.code == code).streets[:-1]
    units = await unit_tree(db)
    for number, (zh, en) in enumerate(streets, start=1):
        for place, (side_zh, side_en) in enumerate(SIDES, start=1):
            await add_unit(
                db, code=f"S{number:02}C{place}", name_zh=f"{zh[:2]}{side_zh}社区居委会", kind="committee",
                name_en=f"{en.rsplit(' ', 1)[0]} {side_en} Community", parent_id=units.by_code(f"S{number:02}").id,
            )  # fmt: skip


async def stand_points(db: Db, keeper: Actor, head: Actor, *, at: dt.datetime) -> None:
    """Every unit but the last street and some committees has an open point; those are only applied for or approved."""
    round_id, on = new_id(), at.date()
    db.put(
        TestRound, id=round_id, title="开通前拨测", drawn="chosen", seed="", kinds=[], due_on=on,
        rings_within=RINGS_WITHIN, pass_mark=PASS_MARK, planned_at=at, planned_by=keeper.account_id,
    )  # fmt: skip
    units = [unit for unit in await unit_tree(db) if unit.kind != "superior"]
    last = max((unit.code for unit in units if unit.kind == "street"), default="")
    for number, unit in enumerate(units):
        waiting = "applied" if unit.code == last else "approved" if unit.code.endswith("2C2") else "open"
        await _stand(db, unit, number, waiting, keeper, head, round_id, at)


async def _stand(
    db: Db,
    unit: UnitInfo,
    number: int,
    state: str,
    keeper: Actor,
    head: Actor,
    round_id: uuid.UUID,
    at: dt.datetime,
) -> None:
    telephone = f"0999 8{number:03} 1234"
    rows: list[Row] = []
    steps: list[tuple[str, Actor, Mapping[str, Any]]] = [("apply", keeper, {"telephone": telephone})]
    if state != "applied":
        steps.append(("approve", head, {"applied_by": keeper.account_id}))
    if state == "open":
        steps += [
            (act, keeper, data) for act, data in _set_up(rows, unit, number, telephone, keeper, round_id, at)
        ]
    previous = GENESIS
    for seq, (act, actor, data) in enumerate(steps, start=1):
        moment = at + dt.timedelta(minutes=seq)
        previous = await put_event(db, unit.id, act, actor, seq=seq, previous=previous, at=moment, data=data)
    opened = at + dt.timedelta(minutes=len(steps)) if state == "open" else None
    db.put(
        Point, unit_id=unit.id, state=state, telephone=telephone, applied_at=at, applied_by=keeper.account_id,
        approved_at=at if state != "applied" else None, approved_by=head.account_id if state != "applied" else None,
        trained_on=at.date() if state == "open" else None, opened_at=opened, import_id=None, version=len(steps),
        events=len(steps), head=previous,
    )  # fmt: skip
    for model, values in rows:
        db.put(model, **values)


def _set_up(
    rows: list[Row],
    unit: UnitInfo,
    number: int,
    telephone: str,
    keeper: Actor,
    round_id: uuid.UUID,
    at: dt.datetime,
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What a point of this kind needs: its steps, and the rows that go with them once the point is there."""
    on, wanted = at.date(), needed(unit.kind)
    if "duty_list" in wanted:
        rows.append(
            (
                DutyList,
                {
                    "unit_id": unit.id,
                    "version": 1,
                    "duties": "受理并办理热线转办的本单位职责范围内事项",
                    "basis": "本级政府关于热线工作的规定",
                    "effective_from": on,
                    "given_at": at,
                    "given_by": keeper.account_id,
                },
            )
        )
        yield "give_duty_list", {"duty_list": 1, "effective_from": on, "basis": "本级政府关于热线工作的规定"}
    for place, subject in enumerate(one for one in ("liaison", "leader") if one in wanted):
        name = SURNAMES[(7 * number + 11 * place) % len(SURNAMES)] + GIVEN[(5 * number + place) % len(GIVEN)]
        due = at + dt.timedelta(days=14) if unit.kind != "committee" else None
        rows.append(
            (
                PointChange,
                {
                    "id": new_id(),
                    "unit_id": unit.id,
                    "subject": subject,
                    "happened_on": on,
                    "due_at": due,
                    "provisional": False,
                    "known_at": at,
                    "known_by": keeper.account_id,
                    "filed_at": at,
                    "filed_by": keeper.account_id,
                    "holder": name,
                    "telephone": telephone,
                    "note": "",
                    "told": 0,
                },
            )
        )
        yield "file_change", {
            "subject": subject, "happened_on": on, "holder": name, "telephone": telephone, "due_at": due, "late": False,
        }  # fmt: skip
    if "trained" in wanted:
        yield "train", {"trained_on": on}
    rings = 2 + number % 4
    score = score_of(
        Sheet(answered=True, rings=rings, greeted=True, knew_duties=number % 5 > 0),
        RINGS_WITHIN,
        DEFAULTS[TEST_CALL_WEIGHTS],
    )
    call = new_id()
    rows.append(
        (
            TestCall,
            {
                "id": call,
                "round_id": round_id,
                "unit_id": unit.id,
                "place": number + 1,
                "called_at": at,
                "called_on": on,
                "called_by": keeper.account_id,
                "answered": True,
                "rings": rings,
                "greeted": True,
                "knew_duties": number % 5 > 0,
                "called_back": None,
                "note": "",
                "score": score,
                "passed": score >= PASS_MARK,
            },
        )
    )
    yield "test_call", {"call": call, "answered": True, "passed": score >= PASS_MARK}
    yield "open", {"trained_on": on, "test_call": on}
