"""The periods for which one government keeps personal data: as they are, what others would erase, setting them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_platform.jobs.periodic import RECURRING
from hotline_platform.tenancy.registry import Registry, load_registry
from hotline_platform.tenancy.values import value_of
from hotline_tenants.changes.at_once import change_at_once
from hotline_tenants.changes.proposing import LONGEST_REASON
from hotline_tenants.changes.subjects import VALUE
from hotline_tenants.privacy.jobs import NAME
from hotline_tenants.privacy.keeping import (
    DAYS,
    LONGEST,
    SHORTEST,
    Effect,
    effects,
    why_not_periods,
)
from hotline_web.answers import back, page
from hotline_web.entering import moment
from hotline_web.forms import Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "person.retain"}

SUBJECTS = {kind: f"{VALUE}.{key}" for kind, key in DAYS.items()}
KINDS: Mapping[str, Message] = {
    "person": N_("Who asked: name and telephone"),
    "content": N_("What was written: demand, remarks, replies, files"),
}


@dataclass(frozen=True)
class Periods:
    """Days as typed; empty where the government above decides. `sure` when the effect was read."""

    person: int | None
    content: int | None
    sure: bool = False
    reason: str = ""

    @property
    def days(self) -> dict[str, int | None]:
        """By kind."""
        return {"person": self.person, "content": self.content}


_FIELDS = tuple(
    Field(
        kind, label, "number", required=False, width="half",
        help=N_("Days after the end of the case. Left empty, the government above decides, or the product."),
    )
    for kind, label in KINDS.items()
)  # fmt: skip
SPEC = FormSpec(Periods, _FIELDS)
SURE = FormSpec(
    Periods,
    (*_FIELDS, Field("reason", N_("Why"), "textarea", required=False, max_length=LONGEST_REASON, rows=2), Field("sure", N_("I have read what is erased, and that nothing brings it back."), "checkbox", required=False)),
)  # fmt: skip


@get("/retention", opt=KEEP)
async def retention_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """What is in force, where it comes from, and what the next erasure takes."""
    registry = await load_registry(db)
    own = registry.get(actor.tenant).own
    form = SPEC.blank(**{kind: own.get(key) for kind, key in DAYS.items()})
    return await _show(request, actor, registry, form)


@post("/retention", opt=KEEP, status_code=200)
async def do_set(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[Any]:
    """Show what new periods would erase; with the second press, set them."""
    registry = await load_registry(db)
    data = await request.form()
    form = SURE.read(data)
    try:
        given = form.complete
        if wrong := why_not_periods(registry, actor.tenant, given.days):
            raise refused_fields(wrong)
        if data.get("then") != "set":
            return await _show(request, actor, registry, form, given)
        if not given.sure:
            raise refused_fields({"sure": N_("Read what would be erased, and tick this to go on.")})
        wanted = {subject: given.days[kind] for kind, subject in SUBJECTS.items()}
        await change_at_once(
            request.app.state.database, actor, actor.tenant, wanted, reason=given.reason, at=moment(request)
        )
    except Refused as refusal:
        return await _show(request, actor, registry, form.refused(refusal), _meant(form, refusal), status=422)
    return back("/retention", N_("The periods are set. They hold from the next erasure on."))


def _meant(form: Form[Periods], refusal: Refused) -> Periods | None:
    """What was meant, where only the tick or the reason was missing: then the effect is shown again."""
    return form.value if refusal.fields and set(refusal.fields) <= {"sure", "reason"} else None


async def _show(
    request: AnyRequest, actor: Actor, registry: Registry, form: Form[Periods], given: Periods | None = None, *,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    database: Database = request.app.state.database
    erased_at = next_erasure(moment(request))
    own = registry.get(actor.tenant).own
    days = given.days if given else {kind: own.get(key) for kind, key in DAYS.items()}
    found = await effects(database, registry, actor.tenant, days, at=erased_at)
    return page(
        request, "privacy/retention.html", status=status, form=form, kinds=KINDS, asked=given is not None,
        values={kind: value_of(registry, actor.tenant, key) for kind, key in DAYS.items()}, here=actor.tenant,
        effects=_by_kind(found), erased_at=erased_at, shortest=SHORTEST, longest=LONGEST,
        below=len({one.government.id for one in found}) > 1,
    )  # fmt: skip


def next_erasure(at: dt.datetime) -> dt.datetime:
    """When the nightly erasure runs next."""
    return RECURRING[NAME].next_after(at)


def _by_kind(found: Sequence[Effect]) -> dict[str, list[Effect]]:
    return {kind: [one for one in found if one.kind == kind] for kind in DAYS}


ROUTES = (retention_page, do_set)
