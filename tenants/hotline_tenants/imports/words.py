"""The words of imports on screen."""

from hotline_platform.errors import N_, Message

REASONS: dict[str, Message] = {
    "none": N_("Names no district"),
    "several": N_("Names several districts"),
    "elsewhere": N_("Names another place"),
}

DECISIONS: dict[str, Message] = {
    "waiting": N_("Waiting"),
    "district": N_("A district's"),
    "own": N_("This government's own"),
    "left_out": N_("Left out"),
}
