"""The word lists of rectification."""

from hotline_platform.errors import N_, Message

STATES: dict[str, Message] = {
    "draft": N_("Draft"),
    "issued": N_("To be put right"),
    "reported": N_("To be checked again"),
    "closed": N_("Closed"),
    "discarded": N_("Thrown away"),
    "moved": N_("Handed over"),
}
