"""The form before a look at the person."""

from dataclasses import dataclass

from hotline_platform.errors import N_, Message
from hotline_web.forms import Choice, Field, FormSpec

PURPOSES: dict[str, Message] = {
    "callback": N_("Calling the person back"),
    "handling": N_("Handling the demand on the spot"),
    "identity": N_("Making sure who is calling"),
    "correction": N_("Correcting what was registered"),
}
PURPOSE_WORDS: dict[str, Message] = {
    **PURPOSES,
    "recall": N_("Calling the person again from the government above"),
}
"""Those that are chosen, and that of a blind re-call."""


LOOK_WORDS: dict[str, Message] = {
    "look": N_("Saw the person"),
    "looked_in": N_("Looked in from the government above"),
    "file_opened": N_("Read a file"),
    "api_look": N_("Saw the person through a system"),
}


@dataclass(frozen=True)
class Look:
    purpose: str


LOOK = FormSpec(
    Look,
    (
        Field("purpose", N_("Purpose"), "select", choices=tuple(Choice(key, name) for key, name in PURPOSES.items()),
              help=N_("The look is recorded with your name.")),
    ),
)  # fmt: skip
