"""The closed word lists of circulars and their names on screen."""

from hotline_platform.errors import N_, Message

EVERY: dict[str, Message] = {
    "daily": N_("Daily circular"),
    "weekly": N_("Weekly circular"),
    "monthly": N_("Monthly circular"),
    "inspection": N_("Inspection report"),
}
STATES: dict[str, Message] = {
    "draft": N_("Draft"),
    "checking": N_("To be checked"),
    "approving": N_("To be approved"),
    "issued": N_("Issued"),
    "discarded": N_("Discarded"),
}
PICTURES: dict[str, Message] = {
    "districts": N_("Units side by side"),
    "rates": N_("Timely reply, unit by unit"),
    "days": N_("Registered, day by day"),
    "categories": N_("What people asked for most"),
    "scores": N_("Scores, place by place"),
    "handlers": N_("Scores of handling units"),
    "lines": N_("Lines of the score sheet, with the agreement of two"),
    "notices": N_("Rectification notices issued"),
}
"""What can stand between the texts, drawn from the frozen figures."""
