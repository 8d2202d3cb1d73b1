"""Numbers of supervisions: one row for each kind and year, so that none is given twice and none is left out."""

import datetime as dt

from sqlalchemy.dialects.postgresql import insert

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import registry_of
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.supervision.model import SupervisionNumber

KINDS: dict[str, str] = {
    "written": "督", "special": "专督", "instruction": "批督", "circular": "督通", "interview": "督约",
    "phone": "督办", "on_site": "督办", "meeting": "督办",
}  # fmt: skip
"""What stands between the government's short name and the year, as such papers are numbered."""


async def next_number(db: Db, form: str, *, at: dt.datetime) -> str:
    """The next number of this form in the year of `at`: 临江督〔2026〕12号. It is taken if this transaction commits, and
    whoever asks meanwhile waits.
    """
    kind, year = KINDS[form], (await calendar_of(db)).local_date(at).year
    taken = insert(SupervisionNumber).values(tenant_id=db.tenant, kind=kind, year=year, last=1)
    taken = taken.on_conflict_do_update(
        index_elements=["tenant_id", "kind", "year"], set_={"last": SupervisionNumber.last + 1}
    )
    serial = (await db.execute(taken.returning(SupervisionNumber.last))).scalar_one()
    return f"{(await registry_of(db)).get(db.tenant).short_zh}{kind}〔{year}〕{serial}号"
