"""The forms of the public: few fields, each with a sentence that helps."""

import uuid
from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_tenants.cases.opening import Demand
from hotline_tenants.cases.words import SATISFIED, SOLVED
from hotline_tenants.intake.registering import LONGEST_TITLE
from hotline_tenants.network.units import UnitTree
from hotline_tenants.openness.objecting import LONGEST_REASON, Objection
from hotline_tenants.openness.rating import LONGEST_COMMENT
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.i18n import Language

LONGEST_TEXT = 5_000

TYPES: dict[str, Message] = {
    "help": N_("Help: something should be done"),
    "complaint": N_("Complaint: something was done badly or not at all"),
    "inquiry": N_("Inquiry: I want to know something"),
    "report": N_("Report: somebody breaks a rule"),
    "suggestion": N_("Suggestion: something could be better"),
    "criticism": N_("Criticism: of the work of an office"),
    "praise": N_("Praise: somebody did well"),
    "other": N_("Something else"),
}

_SOLVED = {**SOLVED, "not_applicable": N_("There was nothing to solve")}
_SATISFIED = {**SATISFIED, "no_answer": N_("I would rather not say")}


@dataclass(frozen=True)
class Sent:
    type: str
    title: str
    body: str
    area_id: uuid.UUID | None
    place: str
    caller_name: str
    caller_phone: str
    declines_messages: bool
    pin: str
    consent: bool

    @property
    def demand(self) -> Demand:
        """What is submitted. Confidentiality and urgency are the desk's to judge."""
        return Demand(
            title=self.title, body=self.body, type=self.type, channel="web", area_id=self.area_id,
            place=self.place, caller_name=self.caller_name, caller_phone=self.caller_phone, pin=self.pin,
            declines_messages=self.declines_messages,
        )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    code: str
    check: str


@dataclass(frozen=True)
class Rated:
    solved: str
    satisfied: str
    comment: str


GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (N_("What it is about"), ("type", "title", "body")),
    (N_("Where it is"), ("area_id", "place")),
    (N_("How we can reach you"), ("caller_name", "caller_phone", "declines_messages", "pin")),
)


def submit_form(areas: UnitTree, language: Language) -> FormSpec[Sent]:
    """The form of one government, with its districts and streets to choose from."""
    return FormSpec(
        Sent,
        (
            Field("type", N_("What would you like?"), "select", choices=_choices(TYPES)),
            Field("title", N_("Your demand in one line"), help=N_("For instance: the street lamp in front of our house is dark"),
                  max_length=LONGEST_TITLE),
            Field("body", N_("What happened, and what you ask for"), "textarea", rows=6, max_length=LONGEST_TEXT,
                  help=N_("What, since when, and what you ask for. Leave out names and numbers that are not needed.")),
            Field("area_id", N_("District or street"), "select", required=False,
                  choices=tuple(Choice(str(area.id), area.name(language)) for area in areas)),
            Field("place", N_("Where exactly"), required=False,
                  help=N_("Road and house number, or something that stands nearby")),
            Field("caller_name", N_("Your name"), required=False, autocomplete="name", max_length=100),
            Field("caller_phone", N_("Your telephone"), "tel", required=False, autocomplete="tel", max_length=30,
                  help=N_("So that we can ask back and tell you the answer. Its last four digits open your demand later.")),
            Field("declines_messages", N_("Do not send me text messages"), "checkbox", required=False,
                  help=N_("A short text says so when your answer is delayed. It never asks for anything.")),
            Field("pin", N_("A PIN of your own"), required=False, max_length=8,
                  help=N_("4 to 8 digits, if you would rather not give a telephone number.")),
            Field("consent", N_("I agree that this is used to handle my demand and to answer me."), "checkbox",
                  help=N_("What you write, your name and your telephone are seen by the offices that handle the demand. "
                          "They are not published, and are erased when the legal period of keeping is over.")),
        ),
    )  # fmt: skip


TRACK = FormSpec(
    Asked,
    (
        Field("code", N_("Your query code"), max_length=40, help=N_("10 digits, or 16 characters. Spaces do not matter.")),
        Field("check", N_("Last four digits of your telephone, or your PIN"), required=False, max_length=30,
              help=N_("A code of 16 characters needs none.")),
    ),
)  # fmt: skip


def _choices(words: dict[str, Message]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in words.items())


RATING = FormSpec(
    Rated,
    (
        Field("solved", N_("Is your matter solved?"), "radio", choices=_choices(_SOLVED)),
        Field("satisfied", N_("Are you satisfied with how it was handled?"), "radio", choices=_choices(_SATISFIED)),
        Field("comment", N_("What you would like to add"), "textarea", required=False, rows=3,
              max_length=LONGEST_COMMENT),
    ),
)  # fmt: skip

OBJECTION = FormSpec(
    Objection,
    (
        Field("reason", N_("What is not done"), "textarea", rows=4, max_length=LONGEST_REASON,
              help=N_("Say what you see today. Leave out names and numbers that are not needed.")),
    ),
)  # fmt: skip
