"""A whole government leaves one deployment and stands in another: every row, every chain, every file."""

import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from hotline_platform.audit.sealing import settled_before
from hotline_platform.database.engine import Database
from hotline_platform.database.scope import NOWHERE, at
from hotline_platform.embedded import Embedded
from hotline_platform.errors import NotAllowed, Refused
from hotline_platform.files.disk import Disk
from hotline_platform.files.model import Blob
from hotline_platform.files.stores import key_of
from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import load_registry
from hotline_tenants.cases.model import Case
from hotline_tenants.handover.exporting import export_tenant
from hotline_tenants.handover.parcel import MANIFEST
from hotline_tenants.history.sealing import seal_tenant
from tests.cases.test_the_main_road import through_the_district
from tests.cast import CITY, EAST
from tests.conftest import House
from tests.handover.leaving import exported, fresh_deployment, imported

CONTENT = b"a photo of the lamp" * 1000
DIGEST = b"\x07" * 32


@pytest.fixture
async def elsewhere(server: Embedded) -> AsyncIterator[tuple[Settings, Database]]:
    async with fresh_deployment(server) as fresh:
        yield fresh


async def lived(house: House, store: Disk) -> None:
    """A referred case in the city and the district, sealed; and a file of the district."""
    await through_the_district(house)
    for tenant in (house.cast.city, house.cast.east):
        async with house.database.transaction(at(tenant)) as db:
            await seal_tenant(db, key=house.settings.seal_key, upto=settled_before(house.now), at=house.now)
    async with house.database.transaction(at(house.cast.east)) as db:
        db.put(Blob, digest=DIGEST, size=len(CONTENT), claimed_at=house.now, placed_at=house.now, loose=False)
    await store.put(key_of(house.cast.east, DIGEST), CONTENT)


@pytest.mark.parametrize("code", [CITY, EAST])
async def test_what_was_exported_is_the_same_in_a_fresh_deployment(
    house: House, elsewhere: tuple[Settings, Database], tmp_path: Path, code: str
) -> None:
    store, other = Disk(tmp_path / "here"), Disk(tmp_path / "there")
    await lived(house, store)
    manifest = await exported(house, store, code, tmp_path / "out.zip")
    assert manifest.tables["case_events"].rows >= 5
    done = await imported(house, elsewhere, other, tmp_path / "out.zip")
    assert (done.faults, done.differing, done.same_secret) == ([], [], True)
    assert (done.counts.cases, done.counts.seals) == (1, 1)
    _, database = elsewhere
    async with database.transaction(NOWHERE) as db:
        registry = await load_registry(db)
    assert registry.by_code(code).status == "live"
    assert {one.status for one in registry if one.code != code} == {"archived"}
    async with database.transaction(at(manifest.tenant)) as db:
        assert len((await db.execute(select(Case.id).where(Case.tenant_id == db.tenant))).all()) == 1
    if code == EAST:
        found = b"".join(
            [piece async for piece in other.read(key_of(manifest.tenant, DIGEST), 0, len(CONTENT))]
        )
        assert found == CONTENT


async def test_a_parcel_that_was_tampered_with_stays_in_preparation(
    house: House, elsewhere: tuple[Settings, Database], tmp_path: Path
) -> None:
    store = Disk(tmp_path / "store")
    await lived(house, store)
    await exported(house, store, CITY, tmp_path / "out.zip")
    with (
        zipfile.ZipFile(tmp_path / "out.zip") as whole,
        zipfile.ZipFile(tmp_path / "other.zip", "w") as changed,
    ):
        for info in whole.infolist():
            content = whole.read(info)
            if info.filename == "tables/case_texts.jsonl":
                content = content.replace("路灯".encode(), "水管".encode())
            changed.writestr(info.filename, content)
    done = await imported(house, elsewhere, store, tmp_path / "other.zip")
    assert done.differing == ["case_texts"]
    assert done.faults
    async with elsewhere[1].transaction(NOWHERE) as db:
        assert (await load_registry(db)).by_code(CITY).status == "preparing"


async def test_what_cannot_be_imported_is_refused_and_leaves_nothing(
    house: House, elsewhere: tuple[Settings, Database], tmp_path: Path
) -> None:
    store = Disk(tmp_path / "store")
    await lived(house, store)
    file = tmp_path / "out.zip"
    await exported(house, store, CITY, file)
    with pytest.raises(Refused, match="never replaces"):
        await exported(house, store, CITY, file)
    with pytest.raises(Refused, match="no government"):
        await exported(house, store, "000000", tmp_path / "none.zip")
    with pytest.raises(NotAllowed):
        await export_tenant(
            house.database, store, house.cast.actors["tenant_admin"], CITY, tmp_path / "x.zip", secret="s", at=house.now
        )  # fmt: skip
    (tmp_path / "text.zip").write_bytes(b"no zip")
    with pytest.raises(Refused, match="no export"):
        await imported(house, elsewhere, store, tmp_path / "text.zip")
    with zipfile.ZipFile(file) as parcel:
        manifest = json.loads(parcel.read(MANIFEST))
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as old:
        old.writestr(MANIFEST, json.dumps({**manifest, "schema": "0007"}))
    with pytest.raises(Refused, match="version 0007"):
        await imported(house, elsewhere, store, tmp_path / "old.zip")
    async with elsewhere[1].transaction(NOWHERE) as db:
        assert list(await load_registry(db)) == []
    await imported(house, elsewhere, store, file)
    with pytest.raises(Refused, match="has rows here already"):
        await imported(house, elsewhere, store, file)
