"""Tasks, rules and entries of supervision as pages show them; its states and rungs stand in `cases.supervised`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from hotline_platform.errors import N_, Message
from hotline_tenants.supervision.words import TASK_STATES
from hotline_web.cases.showing import CLOCKS
from hotline_web.i18n import Reader
from hotline_web.pieces import State, Tone

_TASK_TONES: dict[str, Tone] = {
    "waiting": "neutral", "open": "near", "reported": "accent", "done": "on_time", "lifted": "paused",
    "moved": "neutral",
}  # fmt: skip

ENTRIES: dict[str, tuple[Message, str, Tone]] = {
    "opened_by_rule": (N_("Opened by a rule"), "alert-triangle", "near"),
    "opened_above": (N_("Opened by a rule of the government above"), "alert-triangle", "near"),
    "climb": (N_("A stricter rule"), "stairs-up", "overdue"),
    "met": (N_("Closed by the act that was missing"), "circle-check", "on_time"),
    "draft": (N_("Drafted"), "pencil", "neutral"),
    "edit": (N_("Draft changed"), "pencil", "neutral"),
    "discard": (N_("Draft thrown away"), "trash", "neutral"),
    "submit": (N_("Put before the signer"), "writing", "accent"),
    "hand_back_draft": (N_("Not signed, handed back"), "arrow-back-up", "near"),
    "sign_issue": (N_("Signed and issued"), "writing-sign", "accent"),
    "issue": (N_("Issued"), "send", "accent"),
    "came_from_above": (N_("Came from the government above"), "arrow-down-circle", "accent"),
    "paper": (N_("The paper is kept as issued"), "file-certificate", "neutral"),
    "add_task": (N_("Something more is asked"), "list-check", "neutral"),
    "note": (N_("Noted"), "notes", "neutral"),
    "progress": (N_("Progress"), "progress", "neutral"),
    "enclose": (N_("Files added"), "paperclip", "neutral"),
    "report": (N_("Reported"), "report", "accent"),
    "accept_report": (N_("Report accepted"), "check", "on_time"),
    "send_back_report": (N_("Report sent back"), "arrow-back-up", "near"),
    "accepted_above": (N_("Accepted by the government above"), "circle-check", "on_time"),
    "sent_back_from_above": (N_("Sent back by the government above"), "arrow-back-up", "near"),
    "tick": (N_("Milestone reached"), "flag", "on_time"),
    "object": (N_("The unit objects"), "message-report", "overdue"),
    "uphold_objection": (N_("Objection upheld"), "gavel", "accent"),
    "reject_objection": (N_("Objection rejected"), "gavel", "neutral"),
    "upheld_above": (N_("Objection upheld above"), "gavel", "accent"),
    "rejected_above": (N_("Objection rejected above"), "gavel", "neutral"),
    "lifted": (N_("Lifted"), "eraser", "paused"),
    "lifted_above": (N_("Lifted by the government above"), "eraser", "paused"),
    "exempt": (N_("Exempted"), "shield-check", "paused"),
    "feed_back": (N_("Result reported to the leader"), "corner-up-right", "accent"),
    "acknowledge": (N_("The leader acknowledges"), "circle-check", "on_time"),
    "send_back_result": (N_("The leader sends the result back"), "arrow-back-up", "near"),
    "close_supervision": (N_("Closed"), "circle-check", "on_time"),
    "look_back": (N_("Look-back"), "history", "accent"),
    "near_due": (N_("Near due"), "alert-triangle", "near"),
    "overdue": (N_("Overdue"), "alert-octagon", "overdue"),
    "hand_over": (N_("Handed over: another government goes on with it"), "arrow-right-bar", "neutral"),
    "hand_over_part": (
        N_("A part of it handed over: another government goes on with that"),
        "arrow-right-bar",
        "neutral",
    ),
    "government_ended": (
        N_("Lifted: the government ended, nobody could decide on it any more"),
        "eraser",
        "paused",
    ),
    "take_over": (N_("Taken over from the government that had it"), "arrow-right-to-arc", "accent"),
    "take_over_more": (
        N_("More of it taken over from the government that had it"),
        "arrow-right-to-arc",
        "accent",
    ),
    "successor": (
        N_("The boundaries change: the successor is asked from now on"),
        "arrow-right-to-arc",
        "accent",
    ),
    "stood_still": (N_("The deadline moved: the government was suspended"), "player-pause", "paused"),
}

WHY: dict[str, Message] = {
    "near_due": N_("A limit comes near: %(clock)s, due %(due)s."),
    "overdue": N_("A limit is past: %(clock)s, it was due %(due)s."),
    "unsigned": N_("The assignment was not signed in time, it was due %(due)s."),
    "repeated_return": N_(
        "A return was asked for %(number)s times in this case; the threshold is %(threshold)s."
    ),
    "repeated_demand": N_(
        "The caller asked for the same %(number)s times in 90 days; the threshold is %(threshold)s."
    ),
    "dissatisfied": N_(
        "After %(number)s callbacks the caller is still dissatisfied or not helped; the threshold is %(threshold)s."
    ),
    "no_progress": N_("The unit did nothing in this case for %(threshold)s working days."),
}


def task_pill(state: str, *, own: bool = False) -> State:
    """A task's state in a pill; a milestone, which is one's `own`, is not reported but reached."""
    name = N_("To be reached") if own and state == "open" else TASK_STATES[state]
    return State(name, _TASK_TONES[state])


def why(data: Mapping[str, Any], reader: Reader) -> Message:
    """Which rule fired and why, in a sentence."""
    due = reader.exact(dt.datetime.fromisoformat(data["due_at"])) if data.get("due_at") else "–"
    params = {
        "clock": CLOCKS.get(str(data.get("clock"))), "due": due, "number": data.get("number"),
        "threshold": data.get("threshold"),
    }  # fmt: skip
    return Message(WHY[data["rule"]].text, params)
