"""A case as the API shows it."""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from hotline_tenants.cases.joined import Joined
from hotline_tenants.cases.reading import Caller, CaseView
from hotline_tenants.webhooks.events import facts_of
from hotline_web.acts import Offer
from hotline_web.api.operation import BASE
from hotline_web.api.shapes import (
    AssignmentPart,
    CallbackPart,
    CaseDetail,
    ClockPart,
    EventPart,
    JoinedPart,
    Person,
    Possible,
    ReplyPart,
)
from hotline_web.i18n import Language, translate


def detail_of(
    seen: CaseView, clear: Caller | None, joined: Joined, offers: Sequence[Offer], language: Language
) -> CaseDetail:
    """What was read, as an answer; `clear` is the person after a look."""
    case, person = seen.case, clear or seen.caller
    taken = {
        name: getattr(case, name)
        for name in (
            "id", "number", "version", "state", "ending", "type", "channel", "urgency", "confidentiality",
            "category_id", "area_id", "lead_unit_id", "superior_number", "round", "registered_at", "due_at", "closed_at",
        )
    }  # fmt: skip
    return CaseDetail(
        **taken, title=seen.title, body=seen.body, place=seen.place,
        caller=Person(person.name, person.phone, person.masked) if person else None,
        assignments=[_part(AssignmentPart, one, rule=one.rule_code) for one in seen.assignments],
        replies=[_part(ReplyPart, one) for one in seen.replies],
        callbacks=[_part(CallbackPart, one) for one in seen.callbacks],
        clocks=[_part(ClockPart, one, rule=one.rule_code) for one in seen.clocks],
        events=[
            _part(
                EventPart, one, facts=facts_of(one.data),
                remarks={remark.kind: remark.body for remark in seen.remarks.get(one.seq, ())},
            )
            for one in seen.events
        ],
        merged_into=_part(JoinedPart, joined.lead) if joined.lead else None,
        merged=[_part(JoinedPart, one) for one in joined.merged],
        possible=[_possible(offer, language) for offer in offers],
    )  # fmt: skip


def _part(shape: type[Any], row: Any, **known: Any) -> Any:
    fields: tuple[msgspec.structs.FieldInfo, ...] = msgspec.structs.fields(shape)
    return shape(**{each.name: known.get(each.name, getattr(row, each.name, None)) for each in fields})


def _possible(offer: Offer, language: Language) -> Possible:
    on_assignment = offer.url.split("/assignments/")
    return Possible(
        act=offer.act.name, url=BASE + offer.url,
        assignment_id=uuid.UUID(on_assignment[1][:36]) if len(on_assignment) == 2 else None,
        why_not=translate(language, offer.why_not) if offer.why_not else None,
        proposed={
            name: value if isinstance(value, str) else list(value)
            for name, value in offer.form.typed.items()
            if name != "version" and value
        },
    )  # fmt: skip
