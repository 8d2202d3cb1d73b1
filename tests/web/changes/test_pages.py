"""The administrator proposes on a page, the head of the duty room sees what it would do and decides."""

import datetime as dt
import re
from typing import Any

import pytest

from hotline_platform.jobs.pending import run_pending
from tests.cases.test_the_main_road import dispatched_to, registered
from tests.changes.making import WHY, approved, limits, proposed
from tests.conftest import House
from tests.web.browsing import Browser, browsing

RULE = "rule.general"
GENERAL = {
    "desk": "2wh", "sign": "4wh", "return_within": "1wd", "contact": "1wd", "reply": "5wd", "review": "4wh",
    "callback": "2wd", "extension": "5wd", "extensions": "1", "pause": "3wd", "objection": "3wd",
}  # fmt: skip


@pytest.fixture
def now(house: House) -> House:
    """Pages know only the clock on the wall."""
    house.now = dt.datetime.now(dt.UTC)
    return house


async def test_a_rule_is_proposed_looked_at_and_approved(now: House) -> None:
    async with browsing(now, "tenant_admin") as admin, browsing(now, "duty_head") as head:
        await english(admin)
        await english(head)
        page = await admin.get("/settings")
        assert f"/settings/proposal?of={RULE}" in page.text
        form = await admin.get(f"/settings/proposal?of={RULE}")
        assert 'value="5wd"' in form.text
        made = await admin.post("/settings/proposal", **typed(reply="4wd"))
        assert made.status_code == 303
        url = made.headers["location"]
        assert "being reckoned" in (await admin.get(url)).text
        await run_pending(now.database)
        seen = await head.get(url)
        assert "What it would do to open work" in seen.text
        assert "Approve the change" in seen.text
        assert "Approve the change" not in (await admin.get(url)).text
        assert "waits for your approval" in (await head.get("/notices")).text
        assert (await head.post(f"{url}/approval")).status_code == 303
        assert "other from" in (await admin.get("/settings")).text
        assert "Approved" in (await admin.get("/settings/changes")).text
        assert "Help, suggestion" in (await admin.get(f"/settings/changes?of={RULE}")).text


async def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(now: House) -> None:
    async with browsing(now, "tenant_admin") as admin:
        await english(admin)
        await admin.get(f"/settings/proposal?of={RULE}")
        wrong = await admin.post(
            "/settings/proposal", **typed(reply="0wd", sign="3wh", effective_on="2020-01-01")
        )
        assert wrong.status_code == 422
        assert re.search(r'value="0wd"[^>]*id="form-rule.general.reply"[^>]*aria-invalid="true"', wrong.text)
        assert 'value="3wh"' in wrong.text
        assert (
            "This day is over"
            in (await admin.post("/settings/proposal", **typed(reply="4wd", effective_on="2020-01-01"))).text
        )
        same = await admin.post("/settings/proposal", **typed())
        assert "Nothing would change" in same.text


async def test_two_rules_are_changed_together_and_each_fault_names_its_rule(now: House) -> None:
    two = {"of": [RULE, "rule.urgent"]}
    async with browsing(now, "tenant_admin") as admin:
        await english(admin)
        form = await admin.get(f"/settings/proposal?of={RULE}&of=rule.urgent")
        assert "Urgent: Reply" not in form.text, "the heading says it"
        urgent = {"desk": "15min", "sign": "30min", "return_within": "2h", "contact": "2h", "reply": "25h", "review": "4wh",
                  "callback": "2wd", "extension": "24h", "extensions": "1", "pause": "3wd", "objection": "3wd"}  # fmt: skip
        both = {
            **typed(reply="4wd"),
            **two,
            **{f"rule.urgent.{name}": value for name, value in urgent.items()},
        }
        wrong = await admin.post("/settings/proposal", **both)
        assert wrong.status_code == 422
        assert "Urgent: Reply</a>: No rule lengthens an urgent limit: at most 24h." in wrong.text
        assert (
            await admin.post("/settings/proposal", **{**both, "rule.urgent.reply": "20h"})
        ).status_code == 303


async def test_a_refusal_needs_a_reason_and_the_proposer_reads_it(now: House) -> None:
    url = f"/settings/changes/{await proposed(now, {RULE: await limits(now, reply='4wd')})}"
    async with browsing(now, "tenant_admin") as admin, browsing(now, "duty_head") as head:
        await english(admin)
        await head.get(url)
        assert (await head.post(f"{url}/refusal", answer="")).status_code == 422
        assert (await head.post(f"{url}/refusal", answer="先试行一个月")).status_code == 303
        assert "先试行一个月" in (await admin.get(url)).text
        assert "was refused" in (await admin.get("/notices")).text
        assert (await head.post(f"{url}/approval")).status_code == 409


async def test_an_earlier_version_is_put_back_from_its_page(now: House) -> None:
    change = await proposed(now, {RULE: await limits(now, reply="4wd")}, days=0)
    await approved(now, change)
    url = f"/settings/changes/{change}"
    async with browsing(now, "tenant_admin") as admin:
        await english(admin)
        await admin.get(url)
        blank = await admin.post(f"{url}/putting-back", side="before", effective_on="", reason="")
        assert blank.status_code == 422
        made = await admin.post(
            f"{url}/putting-back", side="before", effective_on=tomorrow(), reason="效果不好"
        )
        assert made.status_code == 303
        assert "Change no. 1" in (await admin.get(made.headers["location"])).text


async def test_the_cases_that_a_proposal_concerns_are_listed(now: House) -> None:
    change = await proposed(now, {RULE: await limits(now, reply="4wd")})
    url = f"/settings/changes/{change}/cases"
    waiting, dispatched = await registered(now), await registered(now)
    await dispatched_to(now, dispatched, "C-HOUSING")
    async with browsing(now, "duty_head") as head:
        await english(head)
        assert "have it reckoned anew" in (await head.get(url)).text
        await run_pending(now.database)
        listed = (await head.get(url)).text
        assert waiting.number in listed
        assert dispatched.number not in listed, "its limits are frozen, and its review is as it was"
        assert waiting.number in (await head.get(f"{url}?stage=waiting")).text
        await approved(now, change)
        await run_pending(now.database)
        assert "Nothing to look at" in (await head.get(url)).text


async def test_settings_are_shut_to_those_who_neither_propose_nor_approve(now: House) -> None:
    change = await proposed(now, {RULE: await limits(now, reply="4wd")})
    url = f"/settings/changes/{change}"
    async with browsing(now, "operator") as browser:
        for path in ("/settings", "/settings/changes", url, f"{url}/cases", f"/settings/proposal?of={RULE}"):
            assert (await browser.get(path)).status_code == 403, path
        for act in ("approval", "refusal", "withdrawal", "putting-back", "reckoning"):
            assert (await browser.post(f"{url}/{act}")).status_code == 403, act
    async with browsing(now, "east_head") as stranger:
        await stranger.get("/settings")
        for path in (url, f"{url}/cases"):
            assert (await stranger.get(path)).status_code == 404, path
        assert (await stranger.post(f"{url}/approval")).status_code == 404
    async with browsing(now, "tenant_admin") as admin:
        await admin.get("/settings")
        for path in (
            "/settings/proposal",
            "/settings/proposal?of=rule.none",
            "/settings/proposal?of=value.people",
        ):
            assert (await admin.get(path)).status_code == 404, path
        assert (await admin.post(f"{url}/approval")).status_code == 403


def typed(**other: Any) -> dict[str, Any]:
    """The form of the general rule as it comes, with something else in it."""
    last = {"effective_on": other.pop("effective_on", tomorrow()), "reason": WHY}
    return {"of": RULE, **{f"{RULE}.{name}": value for name, value in {**GENERAL, **other}.items()}, **last}


def tomorrow() -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=8, days=1)).date().isoformat()


async def english(browser: Browser) -> None:
    await browser.get("/notices")
    await browser.post("/language", language="en", next="/")


async def test_what_the_platform_sets_for_a_live_government_is_kept_in_its_history(now: House) -> None:
    page, people = "/governments/990101/values", "/governments/990101/values/people"
    async with browsing(now, "system_admin") as admin, browsing(now, "east_head") as head:
        await english(admin)
        await admin.get(page)
        silent = await admin.post(people, value="40")
        assert silent.status_code == 422
        assert 'value="40"' in silent.text
        for path, value in (
            (people, "many"),
            (f"{page}/office_hours", "09:00-12:00"),
            (f"{page}/person_days", "400"),
        ):
            assert (await admin.post(path, value=value, reason="人员编制")).status_code in (404, 422), path
        assert (await admin.post(people, value="40", reason="人员编制")).status_code == 303
        assert 'value="40"' in (await admin.get(page)).text
        assert "人员编制" in (await head.get("/settings/changes")).text
        assert (await admin.post(people, then="inherit", value="40", reason="恢复")).status_code == 303
        assert 'value="40"' not in (await admin.get(page)).text
