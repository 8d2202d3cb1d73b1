"""Adding files to a case: who may, what a file must be, and the event that proves it."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.access.permissions import UNIT_ROLES
from hotline_platform.audit.chains import digest_of
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.files.checking import Checked
from hotline_platform.files.keeping import put_file
from hotline_platform.files.kinds import TYPES, Kind
from hotline_platform.files.limits import limits_of
from hotline_platform.identifiers import new_id, new_salt
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.reaching import case_for
from hotline_tenants.cases.recording import record
from hotline_tenants.enclosures.model import Enclosure
from hotline_tenants.enclosures.reading import enclosures_of


@dataclass(frozen=True)
class TurnedAway:
    """A file that was not kept, by its name, and why."""

    name: str
    why: Message


@dataclass(frozen=True)
class Outcome:
    """What became of files that were to be added."""

    kept: Sequence[Checked]
    turned_away: Sequence[TurnedAway]


def why_not_enclose(case: Case) -> Message | None:
    """Why nothing can be added to a case any more."""
    if case.state == "moved":
        return N_("The boundaries changed: another government goes on with this demand.")
    return N_("The case is archived: nothing is added to it any more.") if case.state == "archived" else None


def audiences_for(actor: Actor, case: Case) -> tuple[str, ...]:
    """For whom this person may add files; the first is what is meant if nobody says otherwise. What belongs to a
    protected or secret demand goes no further than the hotline by itself, since it may show who asked.
    """
    if actor.role in UNIT_ROLES:
        return "unit", "units", "caller"
    return ("units", "desk", "caller") if case.confidentiality == "normal" else ("desk", "units", "caller")


async def enclose(
    db: Db, actor: Actor, case_id: uuid.UUID, files: Sequence[Checked], *, audience: str, scans: bool = False,
    at: dt.datetime,
) -> Outcome:  # fmt: skip
    """Add files that were checked and placed; turned away are those that the case has already or has no room for.

    `scans` says that pictures and documents are scans of papers. Raises Refused where nothing can be added at all.
    """
    actor.need("case.enclose")
    case = await case_for(db, actor, case_id, lock=True)
    if refusal := why_not_enclose(case):
        raise Refused(refusal)
    if audience not in audiences_for(actor, case):
        raise refused_fields({"audience": N_("Choose one of the possibilities.")})
    chosen = await _chosen(db, actor, case, files)
    facts = []
    for checked in chosen.kept:
        file_id = await put_file(db, actor, checked, at=at)
        kind = "scan" if scans and checked.type.kind != "recording" else checked.type.kind
        facts.append(
            put_enclosure(
                db, case, file_id, checked.received.digest, kind=kind, audience=audience, unit_id=actor.unit_id,
                by=actor.account_id, at=at,
            )
        )  # fmt: skip
    if facts:
        await record(db, case, "enclose", actor, at=at, files=facts)
    return chosen


def put_enclosure(
    db: Db, case: Case, file_id: uuid.UUID, digest: bytes, *, kind: str, audience: str, unit_id: uuid.UUID | None,
    by: uuid.UUID | None, at: dt.datetime, source: str = "here", source_id: uuid.UUID | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Write the row of one file that the next event of a locked case adds; returns what that event says of it."""
    enclosure_id, salt = new_id(), new_salt()
    db.put(
        Enclosure, id=enclosure_id, case_id=case.id, file_id=file_id, kind=kind, audience=audience, unit_id=unit_id,
        seq=case.events + 1, added_at=at, added_by=by, source=source, source_id=source_id, salt=salt,
    )  # fmt: skip
    return {"id": enclosure_id, "kind": kind, "audience": audience, "content": digest_of(salt, digest.hex())}


async def _chosen(db: Db, actor: Actor, case: Case, files: Sequence[Checked]) -> Outcome:
    """What this person cannot see they are not told about: their own copy of another unit's file is kept."""
    limits = await limits_of(db)
    there = await enclosures_of(db, case)
    seen = {one.file.digest for one in there if one.seen_by(actor)}
    number: Counter[Kind] = Counter(TYPES[one.file.media_type].kind for one in there if one.file.digest)
    kept: list[Checked] = []
    turned_away: list[TurnedAway] = []
    for checked in files:
        kind, name = checked.type.kind, checked.received.name
        most = limits.of[kind].number
        if checked.received.digest in seen:
            turned_away.append(TurnedAway(name, N_("The case has this very file already.")))
        elif number[kind] >= most:
            turned_away.append(
                TurnedAway(name, N_("A case takes at most %(most)s files of this kind.", most=most))
            )
        else:
            seen.add(checked.received.digest)
            number[kind] += 1
            kept.append(checked)
    return Outcome(kept, turned_away)
