"""What papers of guidance are called, and where they stand."""

from hotline_platform.errors import N_, Message
from hotline_web.pieces import State

KINDS: dict[str, Message] = {
    "document": N_("Document"),
    "case": N_("Typical case"),
    "training": N_("Training"),
    "answer": N_("Question answered for all"),
    "notice": N_("Notice of criticism"),
}
KIND_HELP: dict[str, Message] = {
    "document": N_("A rule, a method, an explanation that everybody should know."),
    "case": N_("A case that shows something, told without showing anybody."),
    "training": N_("An event with a place, a time and room for so many people."),
}
STATES: dict[str, State] = {
    "draft": State(N_("Draft"), "neutral"),
    "issued": State(N_("In force"), "on_time"),
    "replaced": State(N_("Replaced"), "paused"),
    "withdrawn": State(N_("Withdrawn"), "overdue"),
    "discarded": State(N_("Discarded"), "neutral"),
}
WAITING = State(N_("Waits for the answer"), "near")
ANSWERED = State(N_("Answered"), "on_time")
FOR_ALL = State(N_("Answered for all"), "on_time")
