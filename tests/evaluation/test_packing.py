"""With the pack of its month a district recomputes its result offline, and finds the same digits to the last."""

import csv
import datetime as dt
import io
import json
import runpy
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hotline_platform.audit.model import AuditEntry
from hotline_platform.errors import NotFound
from hotline_tenants.cases.model import Case, CaseText
from hotline_tenants.evaluation.banding import bands, line_of
from hotline_tenants.evaluation.model import EvaluatedRow, Publication
from hotline_tenants.evaluation.objecting import Decision, decide, object_to
from hotline_tenants.evaluation.packing import FOLDER, write_pack
from hotline_tenants.evaluation.publishing import publish
from hotline_tenants.evaluation.reckoning import ADJUSTED
from hotline_tenants.evaluation.standing import standing_of
from tests.conftest import House
from tests.evaluation.test_banding import nine_equal_districts
from tests.evaluation.test_excluding import asked_for, granted
from tests.evaluation.test_publishing import MARCH, drawn_up


async def test_the_script_finds_the_published_month_without_us(house: House, tmp_path: Path) -> None:
    await published(house)
    folder = await unpacked(house, tmp_path)
    found = recomputed(folder)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "OTHER" not in found.stdout
    for line in ("raw score: 16.2500", "adjusted score: 40.0000", "score that counts: 25.0000"):
        assert f"same  {line}" in found.stdout
    async with house.acting("east_head") as (db, _):
        standing = await standing_of(db, MARCH)
        assert standing is not None
        assert standing.corrected == Decimal("25.0000")
    async with house.acting("duty_head") as (db, _):
        digest = await db.scalar(select(Publication.digest).where(Publication.tenant_id == db.tenant))
        assert digest is not None
        assert json.loads((folder / "evaluation.json").read_text())["digest"] == digest.hex()


@pytest.mark.parametrize("seed", range(5))
def test_the_script_compares_districts_exactly_as_we_do(seed: int) -> None:
    districts = nine_equal_districts(seed)
    found = bands(districts, unsaid=[3])
    line = line_of([one.p for one in found.values() if one.verdict != "few"])
    script: Any = runpy.run_path(str(FOLDER / "recompute.py"))
    whole = {
        kind: (sum(one[kind].counted for one in districts.values()), sum(one[kind].of for one in districts.values()))
        for kind in districts[0]
    }  # fmt: skip
    for district, band in found.items():
        own = {kind: (rate.counted, rate.of) for kind, rate in reversed(list(districts[district].items()))}
        said = script["banded"](own, whole, line, silent=district == 3)
        assert said == {
            "counted": band.rate.counted, "of": band.rate.of, "expected": band.expected, "p": band.p,
            "verdict": band.verdict,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("rows.csv", "reply_timely ", ""),
        ("exclusions.csv", "2026-03-03", "2026-03-04"),
        ("evaluation.json", "16.2500", "16.2501"),
    ],
)
async def test_a_touched_file_shows(house: House, tmp_path: Path, name: str, before: str, after: str) -> None:
    await published(house)
    folder = await unpacked(house, tmp_path)
    file = folder / name
    content = file.read_text("utf-8")
    assert before in content
    file.write_text(content.replace(before, after, 1), "utf-8")
    found = recomputed(folder)
    assert found.returncode == 1
    assert "OTHER" in found.stdout


async def test_it_holds_the_districts_own_rows_and_nothing_of_anybody(house: House, tmp_path: Path) -> None:
    await published(house)
    folder = await unpacked(house, tmp_path)
    with (folder / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["type", "urgency", "category", "topic", "dispatched_on", "took", "marks"]
    async with house.acting("duty_head") as (db, _):
        own = select(EvaluatedRow).where(EvaluatedRow.tenant_id == db.tenant)
        counted = [one for one in await db.scalars(own) if one.unit_id == house.cast.units["990101"]]
        assert len(rows) == len(counted) == 4
        whole = "".join(file.read_text("utf-8") for file in folder.iterdir())
        for text in await db.scalars(select(CaseText).where(CaseText.tenant_id == db.tenant)):
            assert text.title not in whole
            assert str(text.case_id) not in whole
        for number in await db.scalars(select(Case.number).where(Case.tenant_id == db.tenant)):
            assert number not in whole
        assert all(str(one.assignment_id) not in whole for one in counted)


async def test_taking_it_is_recorded_on_both_sides_and_nobody_elses_month_is_there(
    house: House, tmp_path: Path
) -> None:
    await published(house)
    await unpacked(house, tmp_path)
    for login in ("east_head", "duty_head"):
        async with house.acting(login) as (db, _):
            noted = select(AuditEntry.detail).where(
                AuditEntry.tenant_id == db.tenant, AuditEntry.kind == "evaluation_pack"
            )
            assert (await db.scalars(noted)).all() == [{"month": "2026-03-01", "rows": 4}]
    async with house.acting("east_head") as (db, actor):
        with pytest.raises(NotFound):
            await write_pack(db, actor, dt.date(2026, 2, 1), tmp_path / "none.zip", at=house.now)
    async with house.acting("duty_head") as (db, actor):
        with pytest.raises(NotFound):
            await write_pack(db, actor, MARCH, tmp_path / "none.zip", at=house.now)


async def published(house: House) -> None:
    """With an exclusion and an objection that was upheld."""
    await drawn_up(house, ADJUSTED)
    await granted(house, await asked_for(house))
    async with house.acting("east_head") as (db, actor):
        objection = await object_to(db, actor, MARCH, "response", "另有一件已联系。", at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await decide(db, actor, objection, Decision(True, "属实。", 0, 1), at=house.now)
    async with house.acting("duty_head") as (db, actor):
        await publish(db, actor, MARCH, at=house.later(days=17))


async def unpacked(house: House, tmp_path: Path) -> Path:
    async with house.acting("east_head") as (db, actor):
        await write_pack(db, actor, MARCH, tmp_path / "pack.zip", at=house.now)
    folder = tmp_path / "pack"
    with zipfile.ZipFile(io.BytesIO((tmp_path / "pack.zip").read_bytes())) as made:
        made.extractall(folder)
    return folder


def recomputed(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Isolated: without our code on the path, without the packages beside it."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "recompute.py"], cwd=folder, capture_output=True, text=True, check=False, env={}
    )  # fmt: skip
