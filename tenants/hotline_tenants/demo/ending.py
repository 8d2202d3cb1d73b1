"""Two former districts: one is archived, the other was erased down to its certificate."""

import datetime as dt
import tempfile
from pathlib import Path

from hotline_platform.database.engine import Database
from hotline_platform.files.stores import store_from
from hotline_platform.settings import Settings
from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.places import CITY
from hotline_tenants.ending.archiving import archive
from hotline_tenants.ending.carrying_out import carry_out_due
from hotline_tenants.ending.erasing import ask, confirm
from hotline_tenants.handover.exporting import export_tenant
from hotline_tenants.handover.proving import prove_export
from hotline_tenants.onboarding.adding import NewTenant, add_tenant

ERASED, ARCHIVED = "880107", "880108"
_FORMER = (
    (ERASED, "旧港区", "Old Harbour District", "880104", "并入东埠区，省政府批复（虚构）", 80),
    (ARCHIVED, "沙洲区", "Sandbank District", "880102", "并入澄湖区，省政府批复（虚构）", 12),
)
"""Code, names, who carries on, by whose decision, and how many days ago it ended."""


async def end_districts(database: Database, settings: Settings, city: DemoCity, *, now: dt.datetime) -> None:
    """Each with nothing but what every new government has: their end is what there is to see."""
    administrator, officer = city.actor(CITY, "system_admin"), city.actor(CITY, "security_officer")
    store = store_from(settings)
    for code, name_zh, name_en, successor, reason, days in _FORMER:
        ended = now - dt.timedelta(days=days)
        new = NewTenant(
            code=code, name_zh=name_zh, name_en=name_en, short_zh=name_zh[:2],
            short_en=name_en.rsplit(" ", 1)[0], tier="district", parent=CITY,
        )  # fmt: skip
        await add_tenant(database, new, at=ended - dt.timedelta(days=5))
        await archive(database, administrator, code, reason=reason, successor=successor, at=ended)
    at = now - dt.timedelta(days=_FORMER[0][-1] - 1)
    with tempfile.TemporaryDirectory(prefix="hotline-demo-") as folder:
        parcel = Path(folder) / f"{ERASED}.zip"
        await export_tenant(database, store, administrator, ERASED, parcel, secret=settings.secret, at=at)
        await prove_export(database, administrator, parcel, at=at + dt.timedelta(hours=1))
    why, asked = "档案已移交市档案馆，系统数据可以销毁（虚构）", at + dt.timedelta(days=1)
    erasure = await ask(database, administrator, ERASED, reason=why, at=asked)
    await confirm(database, officer, erasure, at=asked + dt.timedelta(days=1))
    await carry_out_due(database, store, key=settings.seal_key, at=now - dt.timedelta(days=30))
