"""Drafts of the wizard: begun, saved step by step, made into a document, thrown away."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, select

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Stale
from hotline_platform.identifiers import new_id
from hotline_platform.tenancy.registry import Government
from hotline_tenants.onboarding.document import ClosurePart, PersonPart, UnitPart
from hotline_tenants.onboarding.model import OnboardingDraft
from hotline_tenants.onboarding.spreadsheets import Sheets

CHANGED_IN_BETWEEN = N_("Somebody changed this draft after your page was loaded. Look at it as it is now.")


def begin(db: Db, actor: Actor, typed: Mapping[str, Any], *, at: dt.datetime) -> uuid.UUID:
    """A new draft; `typed` is what stands in its steps from the start."""
    actor.need("tenant.keep")
    draft_id = new_id()
    db.put(
        OnboardingDraft, id=draft_id, content={"typed": dict(typed)}, version=1, started_at=at,
        started_by=actor.account_id, changed_at=at,
    )  # fmt: skip
    return draft_id


async def drafts(db: Db, actor: Actor) -> Sequence[OnboardingDraft]:
    """Every draft of this government, the one that was changed last first."""
    actor.need("tenant.keep")
    wanted = select(OnboardingDraft).where(OnboardingDraft.tenant_id == db.tenant)
    return (await db.execute(wanted.order_by(OnboardingDraft.changed_at.desc()))).scalars().all()


async def draft_for(
    db: Db, actor: Actor, draft_id: uuid.UUID, *, lock: bool = False, version: int | None = None
) -> OnboardingDraft:
    """The draft. Raises NotFound, and Stale where somebody changed it since `version`."""
    actor.need("tenant.keep")
    wanted = select(OnboardingDraft).where(
        OnboardingDraft.tenant_id == db.tenant, OnboardingDraft.id == draft_id
    )
    found = (await db.execute(wanted.with_for_update() if lock else wanted)).scalar_one_or_none()
    if found is None:
        raise NotFound
    if version is not None and version != found.version:
        raise Stale(CHANGED_IN_BETWEEN)
    return found


def keep(draft: OnboardingDraft, step: str, typed: Mapping[str, Any], *, at: dt.datetime) -> None:
    """Keep what was typed in one step of a locked draft, right or wrong."""
    content = draft.content
    draft.content = {**content, "typed": {**content.get("typed", {}), step: dict(typed)}}
    draft.version += 1
    draft.changed_at = at


def keep_sheets(draft: OnboardingDraft, name: str, sheets: Sheets | None, *, at: dt.datetime) -> None:
    """Keep what a spreadsheet brought in place of what another one had; None takes it out again."""
    draft.content = {**draft.content, "sheets": msgspec.to_builtins(sheets) if sheets else None, "file": name}
    draft.version += 1
    draft.changed_at = at


def sheets_of(draft: OnboardingDraft) -> Sheets:
    """What the last spreadsheet brought."""
    found = draft.content.get("sheets") or {}
    return Sheets(
        tuple(msgspec.convert(found.get("units", []), list[UnitPart])),
        tuple(msgspec.convert(found.get("people", []), list[PersonPart])),
        tuple(msgspec.convert(found.get("closures", []), list[ClosurePart])),
    )


async def throw_away(db: Db, draft: OnboardingDraft) -> None:
    """Remove a draft: it names people, and is of no use once its government is set up."""
    await db.execute(
        delete(OnboardingDraft).where(OnboardingDraft.tenant_id == db.tenant, OnboardingDraft.id == draft.id)
    )


def typed_of(here: Government, above: Government | None) -> dict[str, Any]:
    """The steps of a draft that changes a government which is there, as they are now."""
    own = dict(here.own)
    return {
        "government": {
            "name_zh": here.name_zh, "name_en": here.name_en, "short_zh": here.short_zh, "short_en": here.short_en,
            "code": here.code, "tier": here.tier, "parent": above.code if above else "", "zone": here.zone.key,
            "language": here.language,
        },
        "look": {key: own.get(key, "") for key in ("accent", "letterhead_zh", "letterhead_en")},
        "rules": {
            "office_hours": ", ".join(own.get("office_hours", [])), "channels": own.get("channels", []),
            **{key: str(own.get(key, "")) for key in ("people", "storage_gb", "person_days", "content_days")},
        },
    }  # fmt: skip
