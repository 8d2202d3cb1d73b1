"""The closed word lists of supervision and their names on screen."""

from hotline_platform.errors import N_, Message

FORMS: dict[str, Message] = {
    "system": N_("System supervision"),
    "phone": N_("Phone urging"),
    "on_site": N_("On-site supervision"),
    "written": N_("Written supervision"),
    "meeting": N_("Joint meeting"),
    "instruction": N_("Instruction supervision"),
    "special": N_("Special supervision"),
    "interview": N_("Interview"),
    "circular": N_("Notice of criticism"),
}

SIGNED_FORMS = frozenset({"written", "special", "interview", "circular"})
"""Forms that leave the house only under the signature of the head of the duty room or a leader."""

SERIES: dict[str, str] = {
    "written": "督", "special": "专督", "instruction": "批督", "circular": "督通", "interview": "督约",
    "phone": "督办", "on_site": "督办", "meeting": "督办",
}  # fmt: skip
"""What stands between the government's short name and the year in the number of such a paper."""

SUBJECTS: dict[str, Message] = {
    "case": N_("One case"),
    "cases": N_("Several cases"),
    "unit": N_("A unit"),
    "topic": N_("A topic"),
}

STATES: dict[str, Message] = {
    "draft": N_("Draft"),
    "to_sign": N_("To be signed"),
    "issued": N_("Under way"),
    "reviewed": N_("Reviewed"),
    "fed_back": N_("Before the leader"),
    "closed": N_("Closed"),
    "lifted": N_("Lifted"),
    "exempted": N_("Exempted"),
    "discarded": N_("Discarded"),
    "moved": N_("Handed over"),
}
OPEN_STATES = ("issued", "reviewed", "fed_back")

TASK_STATES: dict[str, Message] = {
    "waiting": N_("Not issued yet"),
    "open": N_("To be reported"),
    "reported": N_("Reported"),
    "done": N_("Done"),
    "lifted": N_("Lifted"),
    "moved": N_("Handed over"),
}

RULES: dict[str, Message] = {
    "near_due": N_("Near due"),
    "overdue": N_("Overdue"),
    "unsigned": N_("Not signed in time"),
    "repeated_return": N_("Repeated return"),
    "repeated_demand": N_("Repeated demand"),
    "dissatisfied": N_("Dissatisfied twice"),
    "no_progress": N_("No progress"),
}
