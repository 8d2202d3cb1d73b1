"""What is asked of whoever hands a government's administration over, and of whoever refuses it."""

import uuid
from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_web.forms import Choice, Field, FormSpec


@dataclass(frozen=True)
class Handed:
    """As typed."""

    handed_by: uuid.UUID
    to: str
    leaves: str
    reason: str


@dataclass(frozen=True)
class Refusal:
    reason: str


STAYS = (
    Choice("no", N_("Stays in the other roles"), N_("Only the administration passes over.")),
    Choice("yes", N_("Leaves this government"), N_("Every role here ends, and every session in them.")),
)
REFUSE = FormSpec(
    Refusal, (Field("reason", N_("Why it is not handed over"), "textarea", rows=2, max_length=500),)
)


def handing_form(administrators: dict[uuid.UUID, str]) -> FormSpec[Handed]:
    """`administrators` are those who can be chosen: oneself, or for an officer everybody."""
    people = tuple(Choice(str(one), name) for one, name in administrators.items())
    return FormSpec(
        Handed,
        (
            Field("handed_by", N_("Who hands over"), "select", choices=people),
            Field("to", N_("Sign-in name of the person who takes over"), max_length=80,
                  help=N_("Somebody who has an account already: add the person under People first.")),
            Field("leaves", N_("Whoever hands over"), "radio", choices=STAYS),
            Field("reason", N_("Reason"), "textarea", rows=3, max_length=500),
        ),
    )  # fmt: skip
