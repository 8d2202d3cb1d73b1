"""The intake form."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_tenants.cases.words import CHANNELS, CONFIDENTIALITIES, TYPES, URGENCIES
from hotline_tenants.intake.registering import LONGEST_BODY, LONGEST_TITLE
from hotline_web.acts import choices
from hotline_web.cases.choosing import area_field, category_field, unit_choices
from hotline_web.cases.known import Known
from hotline_web.forms import Field, FormSpec


@dataclass(frozen=True)
class Typed:
    """What the operator typed."""

    caller_phone: str
    caller_name: str
    declines_messages: bool
    channel: str
    type: str
    urgency: str
    confidentiality: str
    title: str
    body: str
    category_id: uuid.UUID | None
    area_id: uuid.UUID | None
    place: str
    about_unit_id: uuid.UUID | None


def intake_form(known: Known, channels: Collection[str] = tuple(CHANNELS)) -> FormSpec[Typed]:
    """In the order in which a call goes: who, what, where; `channels` are those that this government takes."""
    taken = {key: name for key, name in CHANNELS.items() if key in channels}
    return FormSpec(
        Typed,
        (
            Field("caller_phone", N_("Telephone"), "tel", required=False, max_length=30, width="half", autofocus=True),
            Field("caller_name", N_("Name"), required=False, max_length=80, width="half"),
            Field("declines_messages", N_("The caller wants no text messages"), "checkbox", required=False),
            Field("channel", N_("Channel"), "select", choices=choices(taken), width="half"),
            Field("type", N_("Type"), "select", choices=choices(TYPES), width="half"),
            Field("title", N_("In one line"), max_length=LONGEST_TITLE),
            Field("body", N_("What the caller asks for"), "textarea", rows=7, max_length=LONGEST_BODY),
            category_field(known.categories, known.language, required=False),
            area_field(known.units, known.language),
            Field("place", N_("Place"), required=False, max_length=200, width="half",
                  help=N_("Road and number, estate, stop: what a unit needs to find it.")),
            Field("urgency", N_("Urgency"), "select", choices=choices(URGENCIES), width="half"),
            Field("about_unit_id", N_("A complaint about the people of a unit"), "select", required=False,
                  choices=unit_choices(known.units, known.language), width="half",
                  help=N_("It goes to the unit above and does not exist for that unit.")),
            Field("confidentiality", N_("Confidentiality"), "select", choices=choices(CONFIDENTIALITIES), width="half",
                  help=N_("A report of a violation is protected by itself.")),
        ),
    )  # fmt: skip


INITIAL = {"channel": "phone", "urgency": "general", "confidentiality": "normal"}
