"""Words of the map that no button carries: steps that follow from other acts, and what must be filled in."""

from hotline_platform.errors import N_, Message

CASE_STEPS: dict[str, Message] = {
    "lead_case_answered": N_("The case it was merged into is answered"),
    "lead_case_ended": N_("The case it was merged into ends without an answer"),
    "lead_signed": N_("The lead unit signs"),
    "lead_handling": N_("The lead unit sets to work"),
    "lead_replied": N_("The lead unit has replied"),
    "reply_sent_back": N_("Reply sent back"),
    "all_accepted": N_("Every reply is accepted"),
    "lead_returned": N_("The lead unit's return is granted"),
    "unit_gone": N_("For rework, and the unit that answered works here no longer"),
    "defer": N_("Long-pending approved"),
    "order_ended": N_("The government above ends its order"),
    "hand_over": N_("The boundaries change: another government goes on with it"),
    "hand_over_objection": N_("The boundaries changed: another government decides the objection"),
}
SUPERVISION_STEPS: dict[str, Message] = {
    "all_done": N_("Every report is accepted"),
    "reopen": N_("A report is sent back after all"),
    "accepted_above": N_("Accepted by the government above"),
    "sent_back_from_above": N_("Sent back by the government above"),
    "met": N_("Closed by the act that was missing"),
    "lifted_above": N_("Lifted by the government above"),
    "government_ended": N_("The government ends, nobody could decide on it any more"),
    "hand_over": N_("The boundaries change: another government goes on with it"),
}
TASK_STEPS: dict[str, Message] = {
    "opened": N_("The supervision is issued"),
    "reopened": N_("The leader sends the result back"),
    "lift": N_("The supervision is lifted"),
    "hand_over": N_("The boundaries change: another government goes on with it"),
}
RECTIFICATION_STEPS: dict[str, Message] = {
    "hand_over": N_("The boundaries change: another government goes on with it"),
}
MEETING_STEPS: dict[str, Message] = {"all_done": N_("The last decision is done or lifted")}
DECISION_STEPS: dict[str, Message] = {"opened": N_("The minutes are issued")}
ASSIGNMENT_STEPS: dict[str, Message] = {
    "answer_up": N_("Answer of the district"),
    "reopen": N_("The accepted reply is sent back"),
    "void": N_("Another unit is made the lead"),
    "withdraw": N_("The caller withdraws"),
}
"""A step that has a button is called as the button is, and stands in neither list."""

NEEDS: dict[str, Message] = {
    "answer": N_("Answer"),
    "reason": N_("Reason"),
    "guidance": N_("Where the caller was guided"),
    "line": N_("Line"),
    "category": N_("Category"),
    "unit": N_("Unit"),
    "into": N_("The other case"),
    "type": N_("Type"),
    "urgency": N_("Urgency"),
    "contacted": N_("Caller reached"),
    "evidence": N_("Evidence"),
    "minutes": N_("Minutes"),
    "confirmed": N_("I have confirmed this with the caller"),
    "ruling": N_("Ruling and grounds"),
    "person": N_("Officer"),
    "note": N_("Note"),
    "inner": N_("Inside: what was done"),
    "public": N_("To the caller"),
    "question": N_("Question to the caller"),
    "review_date": N_("Review day"),
    "title": N_("Subject"),
    "requirement": N_("Requirement"),
    "result": N_("Result"),
    "what": N_("What is to be done"),
    "due": N_("Until"),
    "report": N_("What was done and found"),
    "words": N_("What was found"),
    "told": N_("Who was told"),
    "told_at": N_("When"),
    "three_way": N_("Did all three speak together?"),
    "answered_by": N_("Who answered there"),
    "agreed": N_("What was agreed"),
    "topic": N_("What it is about"),
    "running_from": N_("Runs in parallel from"),
    "merged_on": N_("Merged on"),
    "fate": N_("What becomes of the number"),
    "closed_on": N_("Closed on"),
}
