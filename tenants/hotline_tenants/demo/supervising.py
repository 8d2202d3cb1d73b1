"""The supervision desk of the invented city: cases, units and districts under supervision, some of every form."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from hotline_platform.database.engine import Database
from hotline_tenants.cases.model import Assignment, Case, CaseText
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.life import ZONE
from hotline_tenants.demo.places import CITY
from hotline_tenants.guidance.passing_on import pass_on
from hotline_tenants.supervision import (
    drafting,
    following,
    instructing,
    issuing,
    objecting,
    reporting,
    reviewing,
)
from hotline_tenants.supervision.reaching import tasks_of

REPORT = "已组织力量现场核查并完成整改，当事人表示认可，佐证材料附后。"
LETTERS = 4
"""So many cases stand under a letter of their own, where so many wait long enough."""
REQUIREMENT = "请查明情况，限期解决，并答复诉求人。"


class Desk:
    """The supervisor, the head and the leader at work, each act some minutes after the one before."""

    def __init__(self, database: Database, city: DemoCity, now: dt.datetime) -> None:
        self._database, self._city = database, city
        self._now, self._moment = now, now - dt.timedelta(days=2)

    async def open_cases(self, unit: str, number: int) -> Sequence[Any]:
        """Cases that a unit of the city was handling by then, with their titles; the oldest first."""
        unit_id = self._city.units[(CITY, unit)]
        wanted = (
            select(Case.id, CaseText.title)
            .join(CaseText, (CaseText.tenant_id == Case.tenant_id) & (CaseText.case_id == Case.id))
            .join(Assignment, (Assignment.tenant_id == Case.tenant_id) & (Assignment.case_id == Case.id))
            .where(
                Case.tenant_id == self._city.tenants[CITY], CaseText.tenant_id == Case.tenant_id,
                Assignment.tenant_id == Case.tenant_id, Assignment.unit_id == unit_id,
                Assignment.state.in_(("signed", "handling")), Case.state.in_(("signed", "handling")),
                Assignment.dispatched_at < self._moment,
            )
            .order_by(Assignment.due_at, Case.id)
            .limit(number)
        )  # fmt: skip
        async with self._database.transaction(self._city.actor(CITY, "supervisor").scope) as db:
            return (await db.execute(wanted)).all()

    async def draft(self, form: str, title: str, unit: str, *, days: int = 5, **given: Any) -> uuid.UUID:
        actor, at = self._city.actor(CITY, "supervisor"), self._next()
        new = drafting.Draft(
            form=form, title=title, requirement=given.pop("requirement", REQUIREMENT),
            facts=given.pop("facts", "该事项已多次催办，仍未办结。"), contact="市长公开电话值班室督办组 0531-12345",
            unit_id=self._city.units[(CITY, unit)], due_at=self._closing(days), **given,
        )  # fmt: skip
        async with self._database.transaction(actor.scope) as db:
            return await drafting.draft(db, actor, new, at=at)

    async def does(
        self, role: str, verb: Any, supervision_id: uuid.UUID, *, unit: str = "", **given: Any
    ) -> None:
        """One act of one person."""
        actor, at = self._city.actor(CITY, role, unit), self._next()
        async with self._database.transaction(actor.scope) as db:
            await verb(db, actor, supervision_id, version=None, at=at, **given)

    async def sign(self, supervision_id: uuid.UUID) -> None:
        await self.does("supervisor", issuing.submit, supervision_id)
        await self.does("duty_head", issuing.sign_issue, supervision_id)

    async def pass_on(self, notice: uuid.UUID, district: str) -> None:
        """The district sends the notice on to some of its units."""
        actor, at = self._city.actor(district, "duty_head"), self._next()
        units = [self._city.units[(district, code)] for code in ("ORDER", "S01", "S02")]
        async with self._database.transaction(actor.scope) as db:
            await pass_on(db, actor, notice, units, read_by=None, at=at)

    async def report(self, supervision_id: uuid.UUID, unit: str) -> uuid.UUID:
        actor = self._city.actor(CITY, "unit_leader", unit)
        async with self._database.transaction(actor.scope) as db:
            task = next(one for one in await tasks_of(db, supervision_id) if one.unit_id == actor.unit_id)
        await self.does(
            "unit_leader", reporting.report, supervision_id, unit=unit, task_id=task.id, report=REPORT
        )
        return task.id

    async def task(self, supervision_id: uuid.UUID, what: str, unit: str | None, days: int) -> None:
        unit_id = self._city.units[(CITY, unit)] if unit else None
        await self.does(
            "supervisor",
            following.add_task,
            supervision_id,
            unit_id=unit_id,
            what=what,
            due_at=self._closing(days),
        )

    def leader(self) -> uuid.UUID | None:
        return self._city.actor(CITY, "leader").account_id

    def unit(self, code: str) -> uuid.UUID:
        return self._city.units[(CITY, code)]

    def categories(self, *names: str) -> list[str]:
        return [str(self._city.categories[(CITY, name)]) for name in names]

    def _closing(self, days: int) -> dt.datetime:
        """The close of the offices some days from now."""
        local = (self._now + dt.timedelta(days=days)).astimezone(ZONE)
        return local.replace(hour=17, minute=30, second=0, microsecond=0).astimezone(dt.UTC)

    def _next(self) -> dt.datetime:
        self._moment += dt.timedelta(minutes=37)
        return self._moment


async def supervise(database: Database, city: DemoCity, *, now: dt.datetime) -> None:
    """Begin, sign, answer and review: what a supervisor finds in the ledger in the morning."""
    desk = Desk(database, city, now)
    districts = sorted(code for tenant, code in city.units if tenant == CITY and not code.isalpha())
    first, second = "WATER", "HOUSING"
    await _letters(desk, districts, first, second)
    await _by_word(desk, first, second)
    await _instruction(desk, now, first, second, districts[0])
    await _special(desk, now, first)


async def _letters(desk: Desk, districts: Sequence[str], first: str, second: str) -> None:
    waiting_long = [(unit, case) for unit in (*districts, first) for case in await desk.open_cases(unit, 1)]
    for number, (unit, case) in enumerate(waiting_long[:LETTERS]):
        letter = await desk.draft("written", case.title, unit, days=2 + number, cases=(case.id,))
        await desk.sign(letter)
    about_itself = await desk.draft("written", "诉求签收普遍超时", second, days=4)
    await desk.sign(about_itself)
    await desk.does(
        "unit_leader", objecting.object_to, about_itself, unit=second,
        reason="当月系统割接两日，签收超时系平台原因，请予核实。",
    )  # fmt: skip
    notice = await desk.draft(
        "circular", "群众诉求超期不办", districts[0], days=6,
        facts="上月超期未办结诉求较多，经电话催办、两次书面督办仍未见明显改进，群众反映强烈。",
        requirement="请举一反三、限期清零，追究责任，并书面报告整改情况。",
    )  # fmt: skip
    await desk.sign(notice)
    await desk.pass_on(notice, districts[0])
    waiting = await desk.draft("circular", "诉求办理敷衍塞责", districts[1], days=8)
    await desk.does("supervisor", issuing.submit, waiting)
    await desk.draft("interview", "同类诉求反复发生", districts[2], days=6)


async def _by_word(desk: Desk, first: str, second: str) -> None:
    urged = await desk.draft(
        "phone", "水管爆裂抢修迟缓", first, days=1, requirement="请于今日内到场抢修并回电。"
    )
    await desk.does("supervisor", issuing.issue, urged)
    await desk.does(
        "supervisor", following.note, urged, note="值班负责人接听，承诺两小时内到场，当日恢复供水。"
    )
    await desk.report(urged, first)
    on_site = await desk.draft("on_site", "施工围挡占用盲道", second, days=3)
    await desk.does("supervisor", issuing.issue, on_site)
    await desk.does(
        "supervisor", following.note, on_site, note="现场发现围挡外扩一米，已要求立即收回并设置引导标志。"
    )
    cases = [case.id for case in await desk.open_cases(first, 2)]
    meeting = await desk.draft(
        "meeting", "管线权属不清、互相推诿", first, days=7, cases=cases, co_ids=(desk.unit(second),)
    )
    await desk.does("supervisor", issuing.issue, meeting)
    await desk.does(
        "supervisor",
        following.note,
        meeting,
        note="会议纪要：由首家单位牵头，另一单位配合移交图纸，七日内完成权属确认。",
    )


async def _instruction(desk: Desk, now: dt.datetime, first: str, second: str, district: str) -> None:
    given: dict[str, Any] = {
        "leader_id": desk.leader(),
        "instructed_on": (now - dt.timedelta(days=4)).date(),
        "facts": "",
    }
    done = await desk.draft(
        "instruction", "老旧小区停水问题", first, co_ids=(desk.unit(second),),
        requirement="群众用水是大事。请限期查明原因、恢复供水，并举一反三排查同类小区。", **given,
    )  # fmt: skip
    await desk.does("supervisor", issuing.issue, done)
    for unit in (first, second):
        task_id = await desk.report(done, unit)
        await desk.does("supervisor", reviewing.accept_report, done, task_id=task_id)
    await desk.does(
        "supervisor", instructing.feed_back, done, result="两家单位已恢复供水并完成排查，共整改隐患六处。"
    )
    running = await desk.draft(
        "instruction",
        "夜间施工扰民",
        district,
        requirement="请属地政府严格夜间施工许可管理，十日内报结果。",
        days=9,
        **given,
    )
    await desk.does("supervisor", issuing.issue, running)


async def _special(desk: Desk, now: dt.datetime, first: str) -> None:
    plan = {"categories": desk.categories("停水", "燃气"), "area": None, "units": []}
    special = await desk.draft(
        "special", "供水供气入冬前集中整治", first, days=25, co_ids=(desk.unit("GAS"),), plan=plan,
        look_back_on=(now + dt.timedelta(days=90)).date(),
        facts="近两个月同类诉求持续增多，涉及多个小区。", requirement="全面排查、建立台账、逐项销号，按节点报告进展。",
    )  # fmt: skip
    await desk.sign(special)
    await desk.task(special, "完成摸底排查，建立问题台账", None, 6)
    await desk.task(special, "完成首批销号并公示", None, 15)
    await desk.does("supervisor", following.note, special, note="已召开部署会，明确联络员和周报制度。")
