"""The wizard: steps in any order, what was typed stays, a dry run, setting up, readiness, going live."""

import io
import re
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.model import OnboardingDraft
from hotline_web.onboarding.example import write_example
from tests.cast import CITY
from tests.conftest import House
from tests.web.browsing import Browser, app_on, browser_on, browsing
from tests.web.people.keeping import recorded

CODE = "990102"
GOVERNMENT = {
    "name_zh": "南浦区", "name_en": "South Bank District", "short_zh": "南浦", "short_en": "South Bank",
    "code": CODE, "tier": "district", "parent": CITY, "zone": "Asia/Shanghai", "language": "zh",
}  # fmt: skip
LOOK = {"accent": "#0b6e4f", "letterhead_zh": "南浦区人民政府办公室", "letterhead_en": ""}
RULES = {"office_hours": "09:00-12:00, 13:30-17:30", "people": "40", "closures": "2027-05-20 龙舟节"}
TIME_RULES = {"general_reply": "4wd"}
CHOSEN = "river-stone-4410"


async def registry(house: House) -> Registry:
    async with house.database.transaction(NOWHERE) as db:
        return await load_registry(db)


async def begun(browser: Browser) -> str:
    """The address of a new draft."""
    await browser.get("/governments/new")
    answer = await browser.post("/governments/new")
    return str(answer.headers["location"]).rsplit("/", 1)[0]


async def typed(browser: Browser, draft: str, step: str, **fields: Any) -> Any:
    page = await browser.get(f"{draft}/{step}")
    version = re.findall(r'name="version" value="(\d+)"', page.text)[-1]
    return await browser.post(f"{draft}/{step}", version=version, **fields)


def workbook(tmp_path: Path, code: str = CODE) -> bytes:
    file = tmp_path / f"{code}.xlsx"
    write_example(file, code, "南浦区")
    return file.read_bytes()


async def uploaded(browser: Browser, draft: str, content: bytes, name: str = "people.xlsx") -> Any:
    page = await browser.get(f"{draft}/people")
    assert page.status_code == 200, page.text
    version = re.findall(r'name="version" value="(\d+)"', page.text)[-1]
    return await browser.post_files(f"{draft}/sheet", [(name, content)], version=version)


async def filled(browser: Browser, draft: str, tmp_path: Path) -> None:
    assert (await typed(browser, draft, "government", **GOVERNMENT)).headers["location"].endswith("/look")
    assert (await typed(browser, draft, "look", **LOOK)).headers["location"].endswith("/rules")
    assert (await typed(browser, draft, "rules", **RULES)).headers["location"].endswith("/time_rules")
    assert (await typed(browser, draft, "time_rules", **TIME_RULES)).headers["location"].endswith("/people")
    assert (await uploaded(browser, draft, workbook(tmp_path))).status_code == 303
    page = (await browser.get(f"{draft}/responsibilities")).text
    chosen: dict[str, str] = {}
    for code in re.findall(r'name="unit_(\w+)"', page):
        chosen |= {f"unit_{code}": "ORDER", f"basis_{code}": "《南浦区职责清单》"}
    assert (await typed(browser, draft, "responsibilities", **chosen)).headers["location"].endswith("/check")


async def set_up(browser: Browser, draft: str) -> Any:
    page = await browser.get(f"{draft}/check")
    assert "setting-up" in page.text, page.text
    version = re.findall(r'name="version" value="(\d+)"', page.text)[-1]
    return await browser.post(f"{draft}/setting-up", version=version)


async def test_one_sitting_from_the_first_step_to_going_live(house: House, tmp_path: Path) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        await filled(browser, draft, tmp_path)
        assert CODE not in {one.code for one in await registry(house)}
        done = await set_up(browser, draft)
        assert done.status_code == 200
        passwords = dict(re.findall(r"<code>([\w.]+)</code></td><td><code[^>]*>([^<]+)</code>", done.text))
        assert len(passwords) == 12
        assert (await browser.get(f"{draft}/check")).status_code == 404
        early = await browser.post(f"/governments/{CODE}/going-live")
        assert early.status_code == 422
        assert (await registry(house)).by_code(CODE).status == "preparing"
        rehearsed = await browser.post(f"/governments/{CODE}/rehearsal")
        assert "演练全部通过" in rehearsed.text
        async with browser_on(app_on(house)) as own:
            await own.sign_in("admin.one", passwords["admin.one"])
            await own.get("/password")
            await own.post("/password", old=passwords["admin.one"], new=CHOSEN, again=CHOSEN)
            assert (await own.get("/readiness")).status_code == 200
            assert f'href="/look/{LOOK["accent"][1:]}.css"' in (await own.get("/people")).text
        live = await browser.post(f"/governments/{CODE}/going-live")
        assert live.headers["location"] == f"/governments/{CODE}"
    here = (await registry(house)).by_code(CODE)
    assert (here.status, here.own["people"]) == ("live", 40)
    async with house.database.transaction(at(house.cast.city)) as db:
        assert (await unit_tree(db)).by_code(CODE).governs_tenant_id == here.id
        assert not await db.scalar(
            select(func.count()).select_from(OnboardingDraft).where(OnboardingDraft.tenant_id == db.tenant)
        )
    assert [one[1]["government"] for one in await recorded(house, 0, "government_live")] == [CODE]


async def test_the_check_says_where_everything_comes_from_and_values_show_it_afterwards(
    house: House, tmp_path: Path
) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        await filled(browser, draft, tmp_path)
        step = (await browser.get(f"{draft}/time_rules")).text
        assert 'value="4wd"' in step
        assert "沿用值：5wd" in step
        assert step.count('"is-own"') == 1, "only what differs from the city is marked"
        rules = (await browser.get(f"{draft}/rules")).text
        assert 'placeholder="1095"' in rules, "what the city has stands where nothing is typed"
        back = await typed(
            browser, draft, "time_rules", general_reply="4wd", mail_sign="4wh", inherit="general"
        )
        assert back.headers["location"].endswith("/time_rules")
        step = (await browser.get(f"{draft}/time_rules")).text
        assert ('value="4wd"' in step, 'value="4wh"' in step) == (False, True), (
            "one rule goes back, what else is typed stays"
        )
        await typed(browser, draft, "time_rules", **TIME_RULES)
        check = (await browser.get(f"{draft}/check")).text
        table = check[check.index("将生效的内容及其来源") :]
        for said in ("临江市", "系统默认", "本级设定", "4 个工作日", "09:00-12:00"):
            assert said in table, said
        assert (await typed(browser, draft, "time_rules", general_reply="soon")).status_code == 422
        looser = await typed(browser, draft, "time_rules", general_reply="9wd")
        assert looser.status_code == 422
        assert looser.text.count("宽于市级时限 5wd") == 2, "above the table and in its cell"
        assert f'href="{draft}/time_rules"' in (await browser.get(f"{draft}/check")).text
        await typed(browser, draft, "time_rules", **TIME_RULES)
        await set_up(browser, draft)
        values = (await browser.get(f"/governments/{CODE}/values")).text
        for said in ("单位", "角色", "模板"):
            assert said in values, said


async def test_wrong_fields_are_kept_as_typed_and_the_check_names_their_step(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        wrong = await typed(browser, draft, "government", **{**GOVERNMENT, "name_en": ""})
        assert wrong.status_code == 422
        assert 'value="南浦区"' in (await browser.get(f"{draft}/government")).text
        check = (await browser.get(f"{draft}/check")).text
        assert f'href="{draft}/government"' in check
        assert "setting-up" not in check
        used = await typed(browser, draft, "government", **{**GOVERNMENT, "code": "990101"})
        assert used.status_code == 422
        check = (await browser.get(f"{draft}/check")).text
        for page in (used.text, check):
            assert "代码 990101 已被使用" in page
        assert "行政区划代码" in check
        assert "government.code" not in check
        await typed(browser, draft, "government", **GOVERNMENT)
        pale = await typed(browser, draft, "look", accent="#ffee88")
        assert (pale.status_code, pale.text.count("颜色过浅")) == (422, 2), "above the form and at the field"
        assert 'value="#ffee88"' in pale.text
        assert "颜色过浅" in (await browser.get(f"{draft}/check")).text


async def test_a_draft_that_somebody_changed_in_between_is_not_overwritten(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        await typed(browser, draft, "government", **GOVERNMENT)
        late = await browser.post(f"{draft}/government", version="1", **{**GOVERNMENT, "name_zh": "北浦区"})
        assert late.status_code == 409
        assert 'value="南浦区"' in (await browser.get(f"{draft}/government")).text


async def test_two_who_bring_the_same_government_on_board_do_not_write_over_each_other(
    house: House, tmp_path: Path
) -> None:
    async with browsing(house, "system_admin") as browser:
        mine, theirs = await begun(browser), await begun(browser)
        for draft, name in ((mine, "南浦区"), (theirs, "北浦区")):
            await filled(browser, draft, tmp_path)
            await typed(browser, draft, "government", **{**GOVERNMENT, "name_zh": name})
        seen = re.findall(r'name="version" value="(\d+)"', (await browser.get(f"{theirs}/check")).text)[-1]
        assert (await set_up(browser, mine)).status_code == 200
        late = await browser.post(f"{theirs}/setting-up", version=seen, new="yes")
        assert late.status_code == 422
        for said in ("他人已建立该政府", "已经建立：南浦区", "确认更改"):
            assert said in late.text
        assert (await registry(house)).by_code(CODE).name_zh == "南浦区"


async def test_a_spreadsheet_made_for_another_government_is_refused_whole(
    house: House, tmp_path: Path
) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        await typed(browser, draft, "government", **GOVERNMENT)
        answer = await uploaded(browser, draft, workbook(tmp_path, "990199"))
        assert answer.status_code == 422
        assert "990199" in answer.text
        broken = await uploaded(browser, draft, io.BytesIO(b"not a workbook").read(), "people.xlsx")
        assert broken.status_code == 422
        assert "people.xlsx" in broken.text
        kind = await uploaded(browser, draft, b"%PDF", "people.pdf")
        assert kind.status_code == 422
        assert "sheet/removal" not in (await browser.get(f"{draft}/people")).text


async def test_only_the_system_administrator_sees_drafts(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        example = await browser.get(f"{draft}/example.xlsx")
        assert example.status_code == 422
    for login in ("tenant_admin", "east_head"):
        async with browsing(house, login) as other:
            await other.get("/handbook")
            for path in (f"{draft}/government", f"{draft}/check", "/governments/990101/values"):
                assert (await other.get(path)).status_code == 403
            assert (await other.post(f"{draft}/government", **GOVERNMENT)).status_code == 403
            assert (await other.post(f"{draft}/setting-up", version="1")).status_code == 403


async def test_a_step_nobody_has_typed_in_is_not_called_wrong(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        assert "需要处理" not in (await browser.get(f"{draft}/government")).text
        await typed(browser, draft, "government", **{**GOVERNMENT, "name_en": ""})
        assert "需要处理" in (await browser.get(f"{draft}/look")).text


async def test_what_a_later_draft_changes_is_called_a_change(house: House, tmp_path: Path) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        await filled(browser, draft, tmp_path)
        assert "建立该政府" in (await browser.get(f"{draft}/check")).text
        assert "政府已建立" in (await set_up(browser, draft)).text
        later = await browser.post(f"/governments/{CODE}/draft")
        draft = str(later.headers["location"]).rsplit("/", 1)[0]
        await typed(browser, draft, "people", login="second.admin", name="顾北辰")
        assert "确认更改" in (await browser.get(f"{draft}/check")).text
        assert "更改已完成" in (await set_up(browser, draft)).text


async def test_a_draft_can_be_thrown_away(house: House) -> None:
    async with browsing(house, "system_admin") as browser:
        draft = await begun(browser)
        await browser.get(f"{draft}/government")
        assert (await browser.post(f"{draft}/removal")).status_code == 303
        assert (await browser.get(f"{draft}/government")).status_code == 404
