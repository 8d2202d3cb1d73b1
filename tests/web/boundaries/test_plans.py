"""Plans on their pages: drafted, looked at, changed, approved by somebody else, withdrawn; and who may not."""

import datetime as dt
import re
import uuid

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.boundaries.plans import plans_between
from hotline_tenants.network.units import add_unit
from tests.boundaries.test_moving_a_street import in_bridge
from tests.cast import EAST, WEST
from tests.conftest import House
from tests.web.browsing import Browser, browsing

TODAY = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


async def the_plan(house: House) -> uuid.UUID:
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        (plan,) = await plans_between(db, [house.cast.east])
    return plan.id


async def drafted(house: House, browser: Browser, **other: str | None) -> int:
    await browser.get(f"/boundaries/new?source={EAST}")
    given = {
        "kind": "move", "target": WEST, "effective_on": TODAY.isoformat(), "reason": "省政府批复〔2026〕3号",
        "units": str(house.cast.units["E-BRIDGE"]),
    }  # fmt: skip
    return (await browser.post(f"/boundaries/new?source={EAST}", **given | other)).status_code


async def test_one_drafts_and_another_approves(house: House) -> None:
    await in_bridge(house, lead="E-ORDER")
    async with browsing(house, "system_admin") as browser:
        assert "尚无区划调整" in (await browser.get("/boundaries")).text
        assert await drafted(house, browser) == 303
        plan = f"/boundaries/{await the_plan(house)}"
        shown = await browser.get(plan)
        assert "待批准" in shown.text
        assert "区城管局不划转，但正在办理将要划转的诉求（1件）" in shown.text
        assert f'action="{plan}/approval"' not in shown.text
        async with house.database.transaction(standing_in(house.cast.west)) as db:
            bureau = await add_unit(
                db, code="W-ORDER", name_zh="县城管局", name_en="Order Bureau", kind="department"
            )
        house.database.cache.forget("units")
        change = await browser.get(f"{plan}/change")
        assert "接办区城管局的工作" in change.text
        taker = {f"taker-{house.cast.units['E-ORDER']}": str(bureau)}
        given = {
            "version": "1",
            "kind": "move",
            "target": WEST,
            "effective_on": TODAY.isoformat(),
            "reason": "会议纪要",
        }
        units = str(house.cast.units["E-BRIDGE"])
        assert (await browser.post(f"{plan}/change", units=units, **given, **taker)).status_code == 303
        again = await browser.post(f"{plan}/change", units=units, **given, **taker)
        assert again.headers["location"] == plan, "whoever comes second sees the plan as it is"
        assert "存在以下障碍" not in (await browser.get(plan)).text
    async with browsing(house, "duty_head") as browser:
        page = await browser.get(plan)
        assert "未办结的诉求" in page.text
        version = re.findall(r'name="version" value="(\d+)"', page.text)[0]
        assert (await browser.post(f"{plan}/approval", version="1")).status_code == 409
        assert (await browser.post(f"{plan}/approval", version=version)).status_code == 303
        assert "已批准，待生效" in (await browser.get(plan)).text
        assert (await browser.post(f"{plan}/withdrawal", version="3")).status_code == 303
        assert "方案已撤回" in (await browser.get("/boundaries")).text


async def test_what_was_typed_stays_where_something_is_wrong(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        await browser.get(f"/boundaries/new?source={EAST}")
        answer = await browser.post(
            f"/boundaries/new?source={EAST}", kind="move", target=WEST, effective_on="2020-01-01", reason="旧批复",
        )  # fmt: skip
        assert answer.status_code == 422
        for words in ("该日期已过", "请至少选择一个划转的单位", "旧批复", "2020-01-01"):
            assert words in answer.text


async def test_nobody_else_reaches_a_plan(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        assert await drafted(house, browser) == 303
    plan = f"/boundaries/{await the_plan(house)}"
    for login, expected in (("east_head", 404), ("operator", 403), ("tenant_admin", 403)):
        async with browsing(house, login) as browser:
            for url in ("/boundaries", plan):
                assert (await browser.get(url)).status_code == expected, login
    async with browsing(house, "system_admin") as browser:
        assert (await browser.get(f"/boundaries/{uuid.uuid4()}")).status_code == 404
        assert (await browser.post(f"{plan}/approval", version="1")).status_code == 403
