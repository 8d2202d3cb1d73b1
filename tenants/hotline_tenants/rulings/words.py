"""The lists from which a reason is chosen."""

from hotline_platform.errors import N_, Message

RETURN_REASONS: dict[str, Message] = {
    "other_duty": N_("Another unit's duty by law or duty list"),
    "other_area": N_("Lies in another area"),
    "other_lead": N_("Another unit should lead, we would co-handle"),
    "wrong_category": N_("Wrongly classified"),
    "duplicate": N_("The same demand is already being handled"),
    "unclear": N_("Cannot be handled without what is missing"),
    "not_acceptable": N_("Should not have been accepted"),
}

EXTENSION_REASONS: dict[str, Message] = {
    "works": N_("Works or procurement take longer"),
    "appraisal": N_("An appraisal, test or survey is under way"),
    "several_units": N_("Several units have to act one after another"),
    "evidence": N_("Evidence is still being gathered"),
    "weather": N_("Weather or another force outside our hands"),
}

DEFERRAL_REASONS: dict[str, Message] = {
    "planning": N_("Waits for planning or a public budget"),
    "history": N_("A problem left over from history"),
    "law": N_("No law or policy to act on yet"),
    "season": N_("Possible only in another season"),
    "third_party": N_("Depends on a third party's decision"),
}

MEETINGS: dict[str, Message] = {
    "meeting": N_("Joint meeting"),
    "leader": N_("Designated by a leader"),
}
