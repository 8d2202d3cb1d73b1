"""One paper: its text and files, what can be done with it, to whom it was sent and who has read it."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, Stale
from hotline_tenants.guidance import confirming, drafting, issuing, passing_on, reminding, training
from hotline_tenants.guidance.model import NEVER_SENT, GuidancePaper
from hotline_tenants.guidance.queries import (
    addressees_of,
    confirmed_at,
    next_version,
    receipts_of,
    signups_of,
)
from hotline_tenants.guidance.reaching import paper_for, training_of
from hotline_web.acts import VERSION, renewed
from hotline_web.answers import back, page
from hotline_web.cases.known import Known, known_for
from hotline_web.entering import moment, registry
from hotline_web.forms import Choice, Field, Form, FormSpec
from hotline_web.given import GivenActor, GivenDb
from hotline_web.guidance.files import file_box
from hotline_web.guidance.words import KINDS, STATES

AnyRequest = Request[Any, Any, Any]
READ = {"permission": "guidance.read"}


@dataclass(frozen=True)
class Issuing:
    version: int
    units: list[uuid.UUID]
    read_by: dt.datetime | None = None


@dataclass(frozen=True)
class PassingOn:
    units: list[uuid.UUID]
    read_by: dt.datetime | None = None


@dataclass(frozen=True)
class Withdrawing:
    reason: str


@dataclass(frozen=True)
class SigningUp:
    people: int


@dataclass(frozen=True)
class Attending:
    unit: uuid.UUID
    came: int


@dataclass(frozen=True)
class Discarding:
    version: int


@dataclass(frozen=True)
class Nothing:
    pass


@dataclass(frozen=True)
class Deed:
    """What is done with a paper by one form: its address, permission and words, its fields, the verb."""

    noun: str
    permission: str
    done: Message
    spec: Callable[[Db, GuidancePaper, Known], Awaitable[FormSpec[Any]]]
    run: Callable[[Db, Actor, uuid.UUID, Any, dt.datetime], Awaitable[None]]


async def _issue_form(db: Db, paper: GuidancePaper, known: Known) -> FormSpec[Any]:
    return FormSpec(Issuing, (VERSION, *await _to_whom(db, known)))


async def _pass_on_form(db: Db, paper: GuidancePaper, known: Known) -> FormSpec[Any]:
    return FormSpec(PassingOn, await _to_whom(db, known))


async def _to_whom(db: Db, known: Known) -> tuple[Field, ...]:
    units = tuple(Choice(str(one.id), one.name(known.language)) for one in await issuing.possible(db))
    return (
        Field("units", N_("Sent to which units"), "checkboxes", folded=True, choices=units),
        Field("read_by", N_("To be read by"), "datetime", required=False, width="half",
              help=N_("Who has not confirmed by then is reminded once.")),
    )  # fmt: skip


async def _withdraw_form(db: Db, paper: GuidancePaper, known: Known) -> FormSpec[Any]:
    return FormSpec(
        Withdrawing, (Field("reason", N_("Reason, as everybody reads it who has it"), "textarea", rows=3),)
    )


async def _sign_up_form(db: Db, paper: GuidancePaper, known: Known) -> FormSpec[Any]:
    return FormSpec(SigningUp, (Field("people", N_("How many people come"), "number", width="narrow"),))


async def _attend_form(db: Db, paper: GuidancePaper, known: Known) -> FormSpec[Any]:
    signed = tuple(
        Choice(str(one.unit_id), known.unit(one.unit_id)) for one in await signups_of(db, paper.id)
    )
    return FormSpec(
        Attending,
        (Field("unit", N_("Unit"), "select", width="half", choices=signed),
         Field("came", N_("How many came"), "number", width="narrow")),
    )  # fmt: skip


async def _discard_form(db: Db, paper: GuidancePaper, known: Known) -> FormSpec[Any]:
    return FormSpec(Discarding, (VERSION,))


async def _no_fields(db: Db, paper: GuidancePaper, known: Known) -> FormSpec[Any]:
    return FormSpec(Nothing, ())


async def _issue(db: Db, actor: Actor, paper_id: uuid.UUID, given: Issuing, at: dt.datetime) -> None:
    await issuing.issue(db, actor, paper_id, given.units, read_by=given.read_by, edits=given.version, at=at)


async def _pass_on(db: Db, actor: Actor, paper_id: uuid.UUID, given: PassingOn, at: dt.datetime) -> None:
    await passing_on.pass_on(db, actor, paper_id, given.units, read_by=given.read_by, at=at)


async def _discard(db: Db, actor: Actor, paper_id: uuid.UUID, given: Discarding, at: dt.datetime) -> None:
    await drafting.discard(db, actor, paper_id, edits=given.version, at=at)


async def _remind(db: Db, actor: Actor, paper_id: uuid.UUID, given: Nothing, at: dt.datetime) -> None:
    await reminding.remind_now(db, actor, paper_id, at=at)


async def _withdraw(db: Db, actor: Actor, paper_id: uuid.UUID, given: Withdrawing, at: dt.datetime) -> None:
    await issuing.withdraw(db, actor, paper_id, given.reason, at=at)


async def _confirm(db: Db, actor: Actor, paper_id: uuid.UUID, given: Nothing, at: dt.datetime) -> None:
    await confirming.confirm(db, actor, paper_id, at=at)


async def _sign_up(db: Db, actor: Actor, paper_id: uuid.UUID, given: SigningUp, at: dt.datetime) -> None:
    await training.sign_up(db, actor, paper_id, given.people, at=at)


async def _attend(db: Db, actor: Actor, paper_id: uuid.UUID, given: Attending, at: dt.datetime) -> None:
    await training.attend(db, actor, paper_id, given.unit, given.came, at=at)


DEEDS: dict[str, Deed] = {
    "issue": Deed("issue", "guidance.keep", N_("The paper is issued."), _issue_form, _issue),
    "discard": Deed("discarding", "guidance.keep", N_("The draft is thrown away."), _discard_form, _discard),
    "pass_on": Deed(
        "passing-on",
        "guidance.keep",
        N_("It is passed on. Receipts stand on the paper of this government."),
        _pass_on_form,
        _pass_on,
    ),
    "withdraw": Deed("withdrawal", "guidance.keep", N_("The paper is withdrawn."), _withdraw_form, _withdraw),
    "remind": Deed(
        "reminder", "guidance.keep", N_("Whoever has not read it is reminded."), _no_fields, _remind
    ),
    "confirm": Deed("receipt", "guidance.read", N_("Confirmed: you have read it."), _no_fields, _confirm),
    "sign_up": Deed("signup", "guidance.join", N_("Your people are signed up."), _sign_up_form, _sign_up),
    "attend": Deed("attendance", "guidance.keep", N_("Who came is recorded."), _attend_form, _attend),
}


@get("/guidance/{paper_id:uuid}", opt=READ)
async def paper_page(
    request: AnyRequest, db: GivenDb, actor: GivenActor, paper_id: FromPath[uuid.UUID]
) -> Response[str]:
    """The paper as it stands."""
    return await _show(request, db, actor, paper_id)


def _route(name: str, deed: Deed) -> Any:
    @post(
        f"/guidance/{{paper_id:uuid}}/{deed.noun}",
        opt={"permission": deed.permission},
        status_code=200,
        name=f"guidance_{name}",
    )
    async def do(
        request: AnyRequest, db: GivenDb, actor: GivenActor, paper_id: FromPath[uuid.UUID]
    ) -> Response[Any]:
        paper = await paper_for(db, actor, paper_id)
        spec = await deed.spec(db, paper, await known_for(request, db))
        form = spec.read(await request.form(), registry(request).get(actor.tenant).zone)
        try:
            await deed.run(db, actor, paper_id, form.complete, moment(request))
        except Stale as stale:
            await db.abandon()
            now = await paper_for(db, actor, paper_id)
            typed = renewed(form.refused(Refused(stale.message)), now.edits)
            return await _show(request, db, actor, paper_id, {name: typed}, status=409)
        except Refused as refusal:
            await db.abandon()
            return await _show(request, db, actor, paper_id, {name: form.refused(refusal)}, status=422)
        return back(f"/guidance/{paper_id}", deed.done)

    return do


async def _show(
    request: AnyRequest, db: Db, actor: Actor, paper_id: uuid.UUID, typed: dict[str, Form[Any]] | None = None, *,
    status: int = 200,
) -> Response[str]:  # fmt: skip
    known = await known_for(request, db)
    paper = await paper_for(db, actor, paper_id)
    event, signups = await training_of(db, paper_id), await signups_of(db, paper_id)
    own, keeps = paper.other_tenant_id is None, actor.may("guidance.keep")
    reader = confirming.reads_as(paper, actor)
    confirmed = await confirmed_at(db, actor, paper_id)
    addressees = await addressees_of(db, paper_id)
    passed = None if own else await passing_on.passed_on(db, paper_id)
    possible = {
        "issue": keeps and own and paper.state == "draft",
        "discard": keeps and own and paper.state == "draft",
        "withdraw": keeps and own and paper.state == "issued",
        "remind": keeps and own and paper.state == "issued" and any(one.read_at is None for one in addressees),
        "pass_on": keeps and not own and paper.kind in passing_on.WORD_FOR_WORD and paper.state == "issued" and passed is None,
        "confirm": confirmed is None and confirming.why_not_confirm(paper, actor) is None,
        "sign_up": event is not None and reader is not None and paper.state == "issued" and actor.may("guidance.join")
        and event.starts_at > known.now,
        "attend": event is not None and keeps and own and bool(signups) and event.starts_at <= known.now,
    }  # fmt: skip
    forms = typed or {}
    for name, offered in possible.items():
        if offered and name not in forms:
            spec = await DEEDS[name].spec(db, paper, known)
            forms[name] = spec.blank(**_initial(name, spec, paper))
    receipts = await receipts_of(db, paper_id) if keeps or actor.unit_id is None else []
    following = await next_version(db, paper_id)
    sender = registry(request).get(paper.other_tenant_id or actor.tenant).name(known.language)
    return page(
        request, "guidance/show.html", status=status, paper=paper, kind=KINDS[paper.kind], state=STATES[paper.state],
        sender=sender, own=own, event=event, forms=forms, confirmed=confirmed, files=await file_box(db, actor, paper),
        may_follow=keeps and own and paper.state == "issued" and following is None, passed=passed,
        may_pass=keeps and not own and paper.state == "issued" and paper.kind not in passing_on.WORD_FOR_WORD,
        follower=await _follower(db, actor, following), addressees=_addressees(addressees, receipts, known),
        receipts=[] if own else receipts, signed_up=sum(one.people for one in signups),
        signups=[(known.unit(one.unit_id) if own else N_("We ourselves"), one) for one in signups if (own and keeps) or one.unit_id == reader],
    )  # fmt: skip


def _initial(name: str, spec: FormSpec[Any], paper: GuidancePaper) -> dict[str, object]:
    """A paper goes to everybody unless somebody is taken out."""
    version = {"version": paper.edits} if VERSION in spec.fields else {}
    return version | (
        {"units": [one.value for one in spec.field("units").choices]} if name in ("issue", "pass_on") else {}
    )


def _addressees(addressees: Any, receipts: Any, known: Known) -> list[tuple[str, Any, list[Any]]]:
    found = [
        (known.unit(one.unit_id), one, [each for each in receipts if each.unit_id == one.unit_id])
        for one in addressees
    ]
    return sorted(found, key=lambda line: (line[1].read_at is not None, line[0]))


async def _follower(db: Db, actor: Actor, paper_id: uuid.UUID | None) -> uuid.UUID | None:
    """The version that follows, once it is issued and where this person may read it."""
    if paper_id is None:
        return None
    try:
        found = await paper_for(db, actor, paper_id)
    except NotFound:
        return None
    return found.id if found.state not in NEVER_SENT else None


ROUTES = (paper_page, *(_route(name, deed) for name, deed in DEEDS.items()))
