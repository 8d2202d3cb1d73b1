"""What the API answers. Moments are in UTC and say so; a person is masked unless a look was recorded."""

import datetime as dt
import uuid
from typing import Any

import msgspec


class Standing(msgspec.Struct, kw_only=True):
    """A case as an act has left it. `version` is its ETag."""

    id: uuid.UUID
    number: str
    state: str
    version: int
    assignment_id: uuid.UUID | None = None
    assignment_state: str | None = None


class Registered(msgspec.Struct, kw_only=True):
    """A case just registered. `code` is the caller's query code; it is not kept, but repeating the request within
    48 hours under the same key tells it again.
    """

    id: uuid.UUID
    number: str
    state: str
    version: int
    code: str | None = None


class CaseLine(msgspec.Struct, kw_only=True):
    """A case in a list."""

    id: uuid.UUID
    number: str
    title: str | None
    state: str
    type: str
    channel: str
    urgency: str
    category_id: uuid.UUID | None
    area_id: uuid.UUID | None
    lead_unit_id: uuid.UUID | None
    superior_number: str | None
    merged_into_id: uuid.UUID | None
    registered_at: dt.datetime
    due_at: dt.datetime | None
    version: int


class CaseList(msgspec.Struct):
    """One page of a list. `next` is the cursor of the next page; the header Link leads there too."""

    cases: list[CaseLine]
    next: str | None


class Person(msgspec.Struct):
    """Who asks; masked unless the request stated a purpose and the client may look."""

    name: str
    phone: str
    masked: bool


class AssignmentPart(msgspec.Struct, kw_only=True):
    """The part of one handling unit."""

    id: uuid.UUID
    unit_id: uuid.UUID
    lead: bool
    state: str
    round: int
    rule: str | None
    dispatched_at: dt.datetime
    sign_due_at: dt.datetime | None
    signed_at: dt.datetime | None
    contact_due_at: dt.datetime | None
    contacted_at: dt.datetime | None
    reply_due_at: dt.datetime | None
    due_at: dt.datetime | None
    replied_at: dt.datetime | None
    accepted_at: dt.datetime | None


class ReplyPart(msgspec.Struct, kw_only=True):
    """A reply of a unit. Of other units one reads what the caller is told."""

    id: uuid.UUID
    assignment_id: uuid.UUID
    inner: str | None
    public: str
    drafted_at: dt.datetime
    signed_off_at: dt.datetime | None
    verdict: str | None
    verdict_at: dt.datetime | None


class CallbackPart(msgspec.Struct, kw_only=True):
    """One attempt to reach the caller, or what the caller typed."""

    round: int
    source: str
    at: dt.datetime
    contacted: bool
    unit_contacted: bool | None
    pressured: bool | None
    solved: str | None
    satisfied: str | None


class ClockPart(msgspec.Struct, kw_only=True):
    """A limit: when it started, when it is due, when it stopped. Provisional where a calendar year is not loaded."""

    kind: str
    assignment_id: uuid.UUID | None
    started_at: dt.datetime
    due_at: dt.datetime
    stopped_at: dt.datetime | None
    outcome: str | None
    provisional: bool
    rule: str
    rule_version: int
    span: str


class EventPart(msgspec.Struct, kw_only=True):
    """One thing that happened in a case. `facts` hold keys and ids; free text stands in `remarks`."""

    seq: int
    at: dt.datetime
    act: str
    role: str
    unit_id: uuid.UUID | None
    facts: dict[str, Any]
    remarks: dict[str, str]


class JoinedPart(msgspec.Struct, kw_only=True):
    """A case that hangs together with this one by merging."""

    id: uuid.UUID
    number: str
    state: str


class Possible(msgspec.Struct, kw_only=True):
    """An act that this client may do on this case now; `why_not` says what is still missing, `proposed` what its
    form would be filled in with on a page.
    """

    act: str
    url: str
    assignment_id: uuid.UUID | None
    why_not: str | None
    proposed: dict[str, str | list[str]]


class CaseDetail(msgspec.Struct, kw_only=True):
    """A case with all that hangs on it, cut down to what the client's role may see."""

    id: uuid.UUID
    number: str
    version: int
    state: str
    ending: str | None
    type: str
    channel: str
    urgency: str
    confidentiality: str
    category_id: uuid.UUID | None
    area_id: uuid.UUID | None
    lead_unit_id: uuid.UUID | None
    superior_number: str | None
    title: str
    body: str
    place: str
    caller: Person | None
    round: int
    registered_at: dt.datetime
    due_at: dt.datetime | None
    closed_at: dt.datetime | None
    assignments: list[AssignmentPart]
    replies: list[ReplyPart]
    callbacks: list[CallbackPart]
    clocks: list[ClockPart]
    events: list[EventPart]
    merged_into: JoinedPart | None
    merged: list[JoinedPart]
    possible: list[Possible]


class UnitPart(msgspec.Struct, kw_only=True):
    """A unit. `area`: a demand can lie in it; `handles`: it can be dispatched to."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    kind: str
    parent_id: uuid.UUID | None
    area: bool
    handles: bool


class UnitList(msgspec.Struct):
    units: list[UnitPart]


class CategoryPart(msgspec.Struct, kw_only=True):
    """An entry of the content classification; `code` is the same in a city and its districts."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    level: int
    parent_id: uuid.UUID | None


class CategoryList(msgspec.Struct):
    categories: list[CategoryPart]


class RulePart(msgspec.Struct, kw_only=True):
    """A time rule in force now. Limits: 15min and 2h by the clock, 4wh in working hours, 5wd in working days."""

    code: str
    version: int
    name_zh: str
    name_en: str
    situation: str | None
    urgency: str | None
    channels: list[str]
    types: list[str]
    category_code: str | None
    desk: str
    sign: str
    return_within: str | None
    contact: str | None
    reply: str
    review: str
    callback: str
    extension: str | None
    extensions: int


class RuleList(msgspec.Struct):
    rules: list[RulePart]


class FeedEvent(msgspec.Struct, kw_only=True):
    """One thing that happened, at its place in the order of this government's events. Never personal content."""

    position: int
    case_id: uuid.UUID
    number: str
    seq: int
    at: dt.datetime
    act: str
    role: str
    unit_id: uuid.UUID | None
    facts: dict[str, Any]


class EventList(msgspec.Struct):
    """Events after a place. Ask again with `next`; `more` says that there are more at once."""

    events: list[FeedEvent]
    next: str
    more: bool
