"""Writing down that a hotline is to be merged, and what is known of it; each change names its reason."""

import datetime as dt
import re
import uuid
from dataclasses import asdict, dataclass, replace

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, Message, refused_fields
from hotline_platform.identifiers import new_id
from hotline_platform.notices.telling import tell
from hotline_tenants.clocks.calendars import calendar_of
from hotline_tenants.hotlines.lifecycle import HOTLINE
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.reaching import hotline_for
from hotline_tenants.hotlines.recording import record
from hotline_tenants.hotlines.words import FORMS, KNOWLEDGE
from hotline_tenants.inspection.lifecycle import allowed
from hotline_tenants.ledgers.recording import BEGINNING
from hotline_tenants.network.units import unit_tree

KIND = "merged_hotline"
OWN_LINE = "12345"
MOST = 100_000
_LINE = re.compile(r"[0-9]{3,12}(-[0-9]{1,6})?")


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is written of a hotline; `seats`, `staff` and `knowledge` stay open until somebody knows them."""

    line: str
    name: str
    authority: str
    unit_id: uuid.UUID | None = None
    form: str
    basis: str = ""
    agreed_on: dt.date | None = None
    seats: int | None = None
    staff: int | None = None
    knowledge: str | None = None
    note: str = ""


async def plan(db: Db, actor: Actor, given: Particulars, *, at: dt.datetime) -> uuid.UUID:
    """Put a hotline into the ledger. Raises Refused by field."""
    actor.need("network.keep")
    given = _stripped(given)
    if wrong := await why_not(db, given, at=at):
        raise refused_fields(wrong)
    hotline = MergedHotline(
        tenant_id=db.tenant, id=new_id(), state="planned", planned_at=at, edited_by=actor.account_id,
        **asdict(given), **BEGINNING,
    )  # fmt: skip
    db.add(hotline)
    await _write(db)
    await record(db, hotline, "plan", actor, at=at)
    await tell(db, "hotline_planned", subject_id=hotline.id, subject_kind=KIND, at=at, roles=("duty_head",))
    return hotline.id


async def change(
    db: Db, actor: Actor, hotline_id: uuid.UUID, given: Particulars, *, reason: str, version: int | None,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Correct or complete it; what changed, from what to what, stands in the ledger. Raises Refused by field."""
    hotline = await hotline_for(db, actor, hotline_id, lock=True, version=version)
    allowed(HOTLINE, hotline.state, "change", actor)
    given = _stripped(given)
    wrong = await why_not(db, given, at=at, itself=hotline)
    changes = {
        name: [old, new] for name, new in asdict(given).items() if (old := getattr(hotline, name)) != new
    }
    if not reason.strip():
        wrong["reason"] = N_("Say why it is changed.")
    elif not changes:
        wrong["reason"] = N_("Nothing was changed.")
    if wrong:
        raise refused_fields(wrong)
    for name, (_, new) in changes.items():
        setattr(hotline, name, new)
    hotline.edited_by = actor.account_id
    await _write(db)
    await record(db, hotline, "change", actor, at=at, reason=reason.strip(), changes=changes)


async def why_not(
    db: Db, given: Particulars, *, at: dt.datetime, itself: MergedHotline | None = None
) -> dict[str, Message]:
    """What is wrong with the particulars, field by field."""
    wrong = why_not_words(given, (await calendar_of(db)).local_date(at))
    if "line" not in wrong and await _taken(db, given.line, itself):
        wrong["line"] = _TAKEN
    unit = (await unit_tree(db)).find(given.unit_id)
    kept = itself is not None and itself.unit_id == given.unit_id
    if given.unit_id is not None and not kept and (unit is None or unit.closed or unit.kind == "superior"):
        wrong["unit_id"] = N_("Choose one of the list.")
    if itself is not None and itself.agreed_on is not None and given.agreed_on is None:
        wrong["agreed_on"] = N_("This was said before and cannot be left open again.")
    return wrong


def why_not_words(given: Particulars, today: dt.date) -> dict[str, Message]:
    """The same without a look at anything else."""
    wrong: dict[str, Message] = {}
    if not _LINE.fullmatch(given.line):
        wrong["line"] = N_("Write the number in digits, for instance 12315.")
    elif given.line == OWN_LINE:
        wrong["line"] = N_("12345 is this hotline itself.")
    for name in ("name", "authority"):
        if not getattr(given, name):
            wrong[name] = N_("Fill this in.")
    if given.form not in FORMS:
        wrong["form"] = N_("Choose one of the list.")
    if given.knowledge is not None and given.knowledge not in KNOWLEDGE:
        wrong["knowledge"] = N_("Choose one of the list.")
    for name in ("seats", "staff"):
        number = getattr(given, name)
        if number is not None and not 0 <= number <= MOST:
            wrong[name] = N_("Write a number from 0 to %(most)s.", most=MOST)
    if given.agreed_on is not None and given.agreed_on > today:
        wrong["agreed_on"] = N_("This day has not come yet.")
    return wrong


_TAKEN = N_("This number stands in the ledger already.")


async def _taken(db: Db, line: str, itself: MergedHotline | None) -> bool:
    wanted = select(MergedHotline.id).where(
        MergedHotline.tenant_id == db.tenant, MergedHotline.line == line, MergedHotline.state != "dropped"
    )
    found = (await db.execute(wanted)).scalar_one_or_none()
    return found is not None and (itself is None or found != itself.id)


async def _write(db: Db) -> None:
    """Two who write down the same number at the same moment: the second one is told."""
    try:
        await db.flush()
    except TWICE:
        raise refused_fields({"line": _TAKEN}) from None


def _stripped(given: Particulars) -> Particulars:
    return replace(
        given, line=given.line.strip(), name=given.name.strip(), authority=given.authority.strip(),
        basis=given.basis.strip(), note=given.note.strip(),
    )  # fmt: skip
