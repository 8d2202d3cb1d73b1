"""What the desk does with a case: accept, answer, not accept, dispatch, correct."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from hotline_platform.database.session import Db
from hotline_platform.errors import N_
from hotline_tenants.cases.words import NOT_ACCEPTED, TYPES, URGENCIES
from hotline_tenants.handling import dispatching
from hotline_tenants.intake import settling
from hotline_tenants.rulings.words import RETURN_REASONS
from hotline_web.acts import Plain, choices, text_field
from hotline_web.cases.act import Act, On
from hotline_web.cases.choosing import category_field, unit_choices
from hotline_web.forms import Field
from hotline_web.i18n import Reader


@dataclass(frozen=True)
class Answered:
    version: int
    answer: str


@dataclass(frozen=True)
class NotAccepted:
    version: int
    reason: str
    guidance: str


@dataclass(frozen=True)
class Dispatched:
    version: int
    category_id: uuid.UUID
    lead_id: uuid.UUID
    co_ids: list[uuid.UUID]
    opinion: str
    struck_title: str = ""
    struck_body: str = ""


@dataclass(frozen=True)
class Reclassified:
    version: int
    category_id: uuid.UUID
    type: str
    urgency: str


def _own(on: On) -> bool:
    """An order from above is answered through a unit, so the desk settles only its own cases at once."""
    return not on.case.referred


def _accept_not_needed(on: On) -> bool:
    return on.case.state == "registered"


def _dispatch_fields(on: On) -> tuple[Field, ...]:
    units = unit_choices(on.known.units, on.known.language, on.known.suspended)
    return (
        category_field(on.known.categories, on.known.language, required=True),
        Field("lead_id", N_("Lead unit"), "select", choices=units, help=_proposed(on)),
        Field("co_ids", N_("Co-handling units"), "checkboxes", required=False, choices=units, folded=True),
        text_field("opinion", N_("What the units are asked to do"), rows=3, required=False),
        *(_struck_fields() if on.struck else ()),
    )


def _struck_fields() -> tuple[Field, ...]:
    return (
        Field("struck_title", N_("Title for the units"), max_length=200,
              help=N_("This demand is protected. Personal data were struck out: read it and strike what is left.")),
        text_field("struck_body", N_("Text for the units"), rows=6),
    )  # fmt: skip


def _proposed(on: On) -> str | None:
    """What the dispatch catalogue says, and how earlier returns of this category were ruled on."""
    language, lines = on.known.language, []
    unit = on.known.units.find(on.proposal.unit_id) if on.proposal else None
    if unit is not None and on.proposal is not None:
        lines.append(
            on.known.says(
                N_(
                    "The dispatch catalogue proposes %(unit)s: %(basis)s",
                    unit=unit.name(language),
                    basis=on.proposal.basis(language),
                )
            )
        )
    lines += [
        on.known.says(
            N_(
                "Precedent of %(day)s: %(unit)s returned it, %(reason)s.",
                day=Reader(language).day(on.known.calendar.local_date(one.ruled_at)),
                unit=on.known.unit(one.unit_id),
                reason=RETURN_REASONS[one.reason],
            )
        )
        for one in on.precedents
    ]
    return "\n".join(lines) or None


def _dispatch_initial(on: On) -> Mapping[str, object]:
    proposed = on.proposal.unit_id if on.proposal else on.case.proposed_unit_id
    title, body = on.struck or (None, None)
    return {
        "category_id": on.case.category_id, "lead_id": proposed, "struck_title": title, "struck_body": body
    }  # fmt: skip


async def _dispatch(db: Db, on: On, given: Dispatched, at: dt.datetime) -> None:
    decision = dispatching.Dispatch(
        category_id=given.category_id,
        lead_id=given.lead_id,
        co_ids=given.co_ids,
        opinion=given.opinion,
        struck_title=given.struck_title,
        struck_body=given.struck_body,
    )
    await dispatching.dispatch(db, on.actor, on.case.id, decision, version=given.version, at=at)


async def _accept(db: Db, on: On, given: Plain, at: dt.datetime) -> None:
    await settling.accept(db, on.actor, on.case.id, version=given.version, at=at)


async def _answer(db: Db, on: On, given: Answered, at: dt.datetime) -> None:
    await settling.answer(db, on.actor, on.case.id, answer=given.answer, version=given.version, at=at)


async def _not_accept(db: Db, on: On, given: NotAccepted, at: dt.datetime) -> None:
    await settling.not_accept(
        db, on.actor, on.case.id, reason=given.reason, guidance=given.guidance, version=given.version, at=at
    )


async def _reclassify(db: Db, on: On, given: Reclassified, at: dt.datetime) -> None:
    await dispatching.reclassify(
        db, on.actor, on.case.id, category_id=given.category_id, case_type=given.type, urgency=given.urgency,
        version=given.version, at=at,
    )  # fmt: skip


ENDS = N_("This ends the case. It cannot be taken back.")

DESK_ACTS = (
    Act(
        "dispatch", "dispatch", N_("Dispatch"), "send", N_("The case is dispatched."), _dispatch, Dispatched,
        _dispatch_fields, _dispatch_initial, leading=True,
    ),
    Act(
        "accept", "acceptance", N_("Accept for dispatch"), "check", N_("The demand is accepted and waits for dispatch."),
        _accept, Plain, offered=_accept_not_needed,
    ),
    Act(
        "answer", "answer", N_("Answer directly"), "message-check", N_("The case is answered and closed."), _answer,
        Answered, lambda _: (text_field("answer", N_("What the caller was told")),), offered=_own, warn=ENDS,
    ),
    Act(
        "not_accept", "non-acceptance", N_("Do not accept"), "ban", N_("The demand is not accepted; the caller was guided."),
        _not_accept, NotAccepted,
        lambda _: (
            Field("reason", N_("Reason"), "select", choices=choices(NOT_ACCEPTED)),
            text_field("guidance", N_("Where the caller was guided"), rows=3),
        ),
        offered=_own, warn=ENDS,
    ),
    Act(
        "reclassify", "classification", N_("Correct type and category"), "edit", N_("The classification is corrected."),
        _reclassify, Reclassified,
        lambda on: (
            category_field(on.known.categories, on.known.language, required=True),
            Field("type", N_("Type"), "select", choices=choices(TYPES), width="half"),
            Field("urgency", N_("Urgency"), "select", choices=choices(URGENCIES), width="half"),
        ),
        lambda on: {"category_id": on.case.category_id, "type": on.case.type, "urgency": on.case.urgency},
    ),
)  # fmt: skip
