"""The word lists of inspection."""

from hotline_platform.errors import N_, Message

STATES: dict[str, Message] = {
    "planned": N_("Planned, to be drawn"),
    "drawn": N_("Drawn, to be approved"),
    "running": N_("Being scored"),
    "finished": N_("Finished"),
    "dropped": N_("Campaign given up"),
}

ITEM_KINDS: dict[str, Message] = {
    "case": N_("Case"),
    "call": N_("Mystery call"),
}

MARKS: dict[str, Message] = {
    "full": N_("In order"),
    "half": N_("In part"),
    "none": N_("Not in order"),
    "void": N_("Does not apply"),
}
