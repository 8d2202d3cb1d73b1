"""Templates, assets and spreadsheets: what leaves the house is whole, safe and in one language."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from jinja2 import DictLoader, Environment, UndefinedError
from litestar.testing import AsyncTestClient
from python_calamine import CalamineWorkbook
from sqlalchemy import RowMapping

from hotline_platform.errors import N_
from hotline_web.assets import asset_url, assets, following_the_system, icon
from hotline_web.i18n import LANGUAGES, Reader
from hotline_web.listing import Column, ListQuery, ListSpec
from hotline_web.navigation import NavigationItem, Shell
from hotline_web.rendering import TEMPLATES, environment, prepare, render, render_block
from hotline_web.spreadsheets import Heading, write_list
from tests.web.pieces.gallery import app

SHELL = Shell(path="/", tenant_name="Linchuan", tenant_short="LC")
ADDRESSES = ["/", "/?words=1", "/?empty=1", "/?kind=zz&size=9", "/case", "/form", "/form?wrong=1", "/figures",
             "/form?anonymous=1", *(f"/errors/{file.stem}" for file in (TEMPLATES / "errors").glob("*.html")
                                    if file.stem != "error")]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_piece_renders_without_inline_script_or_style(language: str) -> None:
    async with AsyncTestClient(app()) as client:
        for address in ADDRESSES:
            answer = await client.get(address, params={"language": language})
            assert answer.status_code == 200, address
            assert not re.search(r"\sstyle=|\son[a-z]+=|<style", answer.text), address
            assert not re.search(r"<script(?![^>]*(src=|application/json))", answer.text), address
            ids = re.findall(r'\sid="([^"]+)"', answer.text)
            assert len(ids) == len(set(ids)), address


async def test_an_asset_is_kept_for_a_year_and_sent_zipped() -> None:
    async with AsyncTestClient(app()) as client:
        answer = await client.get(asset_url("app.css"), headers={"accept-encoding": "gzip"})
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.content == assets().by_name["app.css"].content
        assert (await client.get("/assets/app.0000.css")).status_code == 404
        assert (await client.get("/favicon.ico")).headers["content-type"].startswith("image/svg+xml")


def test_nothing_asks_another_machine_for_a_style_or_script() -> None:
    style = assets().by_name["app.css"].content.decode()
    assert not re.search(r"@import|url\(['\"]?(?!['\"]?data:)", style)


def test_dark_rules_follow_the_system_as_well() -> None:
    copied = following_the_system(
        'a{x:y}[data-bs-theme="dark"] b{c:d}@media print{[data-bs-theme=dark]{e:f}}'
    )
    assert "{[data-bs-theme=auto] b{c:d}" in copied
    assert "a{x:y}" not in copied
    assert "e:f" not in copied, "paper is never dark"


def test_an_unknown_icon_is_an_error() -> None:
    assert 'aria-hidden="true"' in icon("phone")
    with pytest.raises(KeyError):
        icon("no-such-icon")
    with pytest.raises(KeyError):
        icon("../phone")


def test_a_name_that_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        environment(), "loader", DictLoader({"x.html": "{{ nobody }}", "y.html": "{{ text }}"})
    )
    with pytest.raises(UndefinedError):
        render("x.html", language="en")
    assert render("y.html", language="en", text="<b>") == "&lt;b&gt;"


def test_a_block_renders_alone() -> None:
    alone = render_block("errors/stale.html", "what", language="zh", shell=SHELL)
    assert alone.strip() == "期间已有他人处理，请查看最新情况。"


def test_every_template_compiles() -> None:
    prepare()
    assert isinstance(environment(), Environment)


def test_the_navigation_knows_where_one_is() -> None:
    items = (NavigationItem(N_("List"), "/cases", "inbox"), NavigationItem(N_("Rule"), "/cases/new", "plus"))
    assert Shell("/cases/new?x=1", "L", "L", navigation=items).current == items[1]
    assert Shell("/cases/17", "L", "L", navigation=items).current == items[0]
    assert Shell("/casesque", "L", "L", navigation=items).current is None


SPEC = ListSpec(
    (Column("code", N_("List"), "link", sortable=True), Column("rate", N_("Rule"), "percent"),
     Column("when", N_("Began"), "moment")),
    "code",
)  # fmt: skip
HEADING = Heading(N_("List"), "Linchuan", "Zhou Min", datetime(2026, 2, 13, 2, 5, tzinfo=UTC), "T-1")


async def rows(number: int) -> AsyncIterator[RowMapping]:
    for each in range(number):
        row: Any = {"code": f"=1+{each}"}
        yield cast(RowMapping, row)


def cells(row: Any) -> dict[str, object]:
    return {"code": row["code"], "rate": 0.5, "when": datetime(2026, 2, 13, 17, 0, tzinfo=UTC)}


async def test_a_sheet_says_what_it_is_and_holds_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "list.xlsx"
    query = ListQuery.from_url("/", {}, SPEC)
    written = await write_list(file, HEADING, query, rows(5), cells, Reader("zh"), limit=3)
    assert (written.rows, written.cut) == (3, True)
    sheet = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "Linchuan · 列表"
    assert "Zhou Min" in str(sheet[1][0])
    assert "2026年2月13日 星期五 10:05" in str(sheet[1][0])
    assert sheet[3] == ["列表", "规则", "起算"]
    assert sheet[4][:2] == ["=1+0", 0.5]
    assert sheet[4][2] == datetime(2026, 2, 14, 1, 0, tzinfo=UTC).replace(tzinfo=None)
    assert str(sheet[7][0]).startswith("已截断")
