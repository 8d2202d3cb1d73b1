"""The log on its pages: whose entries, how filtered, and that every kind of entry has words."""

import ast
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from hotline_web.audit.words import KINDS
from tests.cases.test_the_main_road import registered
from tests.conftest import House
from tests.serving import ROOT
from tests.web.browsing import browsing
from tests.web.people.keeping import NEW, recorded

WRITERS = {"note", "record_look", "record"}


def row_count(page: str) -> int:
    return len(re.findall(r'<tr role="row"', page)) - 1


async def test_the_auditor_reads_who_did_what_with_whom_and_never_anybodys_data(house: House) -> None:
    opened = await registered(house)
    async with browsing(house, "operator") as browser:
        await browser.get(f"/cases/{opened.id}")
        await browser.post(f"/cases/{opened.id}/look", purpose="callback")
    async with browsing(house, "tenant_admin") as browser:
        await browser.get("/people/new")
        await browser.post("/people/new", **NEW)
    async with browsing(house, "auditor") as browser:
        page = (await browser.get("/log")).text
        assert "查看诉求人信息" in page
        assert opened.number in page
        assert "用途" in page
        assert "林小满" not in page
        assert "13800001234" not in page
        assert "su.xiaotang" in page
        looks = (await browser.get(f"/log?case={opened.number}")).text
        assert row_count(looks) == 1
        assert row_count((await browser.get("/log?kind=role_given")).text) == 1
        assert row_count((await browser.get("/log?who=tenant_admin")).text) == 2
        assert row_count((await browser.get("/log?at_from=2199-01-01")).text) == -1, "an empty list says so"


async def test_each_governments_log_is_its_own_and_the_deployments_stands_apart(house: House) -> None:
    async with browsing(house, "east_operator") as browser:
        assert (await browser.get("/dispatch")).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/nowhere-at-all")).status_code == 404
    async with browsing(house, "auditor") as browser:
        own = (await browser.get("/log")).text
        whole = (await browser.get("/log/deployment")).text
    assert "/dispatch" not in own.split("<tbody")[-1]
    assert "/nowhere-at-all" not in own
    assert "/nowhere-at-all" in whole
    assert "east_operator" not in whole


@pytest.mark.parametrize("path", ["/log", "/log/deployment"])
async def test_the_log_is_taken_away_as_a_file_and_that_stands_in_it(house: House, path: str) -> None:
    async with browsing(house) as browser:
        await browser.get("/nowhere-at-all")
    async with browsing(house, "operator") as browser:
        await browser.get("/people")
    async with browsing(house, "auditor") as browser:
        answer = await browser.get(f"{path}.xlsx")
        assert answer.status_code == 200
        assert "export" in (await browser.get(f"{path}?kind=export")).text
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 5, "three lines of heading, the columns, one entry"
    tenant = 0 if path.endswith("deployment") else house.cast.city
    assert await recorded(house, tenant, "export") == [(None, {"list": path, "rows": 1})]


async def test_only_the_auditor_reads_the_log(house: House) -> None:
    for login in ("tenant_admin", "security_officer", "system_admin", "duty_head"):
        async with browsing(house, login) as browser:
            for path in ("/log", "/log/deployment", "/log.xlsx", "/log/deployment.xlsx"):
                assert (await browser.get(path)).status_code == 403
    async with browsing(house) as browser:
        assert (await browser.get("/log")).status_code == 303


def written_kinds() -> set[str]:
    """Every kind that the source writes into the log as a word: note(db, "kind", …), record(database, tenant, "kind")."""
    found = set()
    for layer in ("platform", "tenants", "web"):
        for file in (ROOT / layer).rglob("*.py"):
            tree = ast.parse(file.read_text())
            writers = WRITERS if file.match("audit/recording.py") else WRITERS & names_from_the_log(tree)
            for call in ast.walk(tree):
                name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
                if isinstance(call, ast.Call) and name in writers:
                    place = 1 if name == "note" else 2
                    kind = call.args[place] if len(call.args) > place else None
                    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
                        found.add(kind.value)
    return found


def names_from_the_log(tree: ast.Module) -> set[str]:
    """What a file imports from the log; ledgers of cases and points have a `record` of their own."""
    return {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("audit.recording")
        for alias in node.names
    }


def test_every_kind_of_entry_has_words() -> None:
    kinds = written_kinds()
    assert {"look", "export", "sign_in_failed", "role_given"} <= kinds, "the search finds them"
    assert kinds - set(KINDS) == set()
