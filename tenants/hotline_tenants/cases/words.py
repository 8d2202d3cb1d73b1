"""The closed word lists of a case (`domain.md` §3) and their names on screen."""

from hotline_platform.errors import N_, Message

TYPES: dict[str, Message] = {
    "inquiry": N_("Inquiry"),
    "help": N_("Help"),
    "complaint": N_("Complaint"),
    "report": N_("Report of a violation"),
    "suggestion": N_("Suggestion"),
    "criticism": N_("Criticism"),
    "praise": N_("Praise"),
    "other": N_("Other"),
}

CHANNELS: dict[str, Message] = {
    "phone": N_("Phone"),
    "mailbox": N_("Mayor's mailbox"),
    "email": N_("E-mail"),
    "letter": N_("Letter"),
    "web": N_("Web"),
    "wechat": N_("WeChat"),
    "app": N_("App"),
    "sms": N_("SMS"),
    "visit": N_("Visit"),
    "media": N_("Media"),
    "superior": N_("Superior's transfer"),
    "other_hotline": N_("Another hotline"),
    "police": N_("110"),
    "leader": N_("Leader's hand-over"),
    "inspector": N_("Inspector's report"),
    "committee": N_("Residents' or villagers' committee"),
    "deputy": N_("Deputy or CPPCC member"),
}

URGENCIES: dict[str, Message] = {
    "general": N_("General"),
    "urgent": N_("Urgent"),
    "extra_urgent": N_("Extra urgent"),
}

CONFIDENTIALITIES: dict[str, Message] = {
    "normal": N_("Normal"),
    "protected": N_("Protected"),
    "secret": N_("Secret"),
}

STATES: dict[str, Message] = {
    "registered": N_("Registered"),
    "accepted": N_("Accepted"),
    "dispatched": N_("Dispatched"),
    "signed": N_("Signed"),
    "handling": N_("Handling"),
    "replied": N_("Replied"),
    "reviewed": N_("Awaiting callback"),
    "deferred": N_("Long-pending"),
    "merged": N_("Merged"),
    "moved": N_("Handed over"),
    "withdrawn": N_("Withdrawn"),
    "closed": N_("Closed"),
    "archived": N_("Archived"),
}

ASSIGNMENT_STATES: dict[str, Message] = {
    "dispatched": N_("Awaiting signing"),
    "signed": N_("Signed"),
    "handling": N_("Handling"),
    "signing_off": N_("Awaiting sign-off"),
    "replied": N_("Awaiting review"),
    "accepted": N_("Reply accepted"),
    "returned": N_("Returned"),
    "void": N_("Void"),
    "withdrawn": N_("Withdrawn"),
}

ENDINGS: dict[str, Message] = {
    "answered_directly": N_("Answered directly"),
    "not_accepted": N_("Not accepted"),
    "transferred": N_("Transferred"),
    "called_back": N_("Closed after callback"),
    "unconfirmed": N_("Closed unconfirmed"),
    "answered_upwards": N_("Closed by the government above"),
    "returned_up": N_("Returned to the government above"),
    "taken_away": N_("Taken back by the government above"),
    "withdrawn": N_("Withdrawn by the caller"),
    "imported": N_("Closed history"),
}

SOLVED: dict[str, Message] = {
    "yes": N_("Solved"),
    "partly": N_("Partly solved"),
    "no": N_("Not solved"),
    "not_applicable": N_("Not applicable"),
}

SATISFIED: dict[str, Message] = {
    "very": N_("Very satisfied"),
    "satisfied": N_("Satisfied"),
    "neutral": N_("Neutral"),
    "dissatisfied": N_("Dissatisfied"),
    "no_answer": N_("No answer given"),
}

TRANSFER_LINES: dict[str, Message] = {
    "110": N_("110 police"),
    "119": N_("119 fire and rescue"),
    "120": N_("120 ambulance"),
    "122": N_("122 traffic accidents"),
}

NOT_ACCEPTED: dict[str, Message] = {
    "court": N_("Belongs to courts, procuratorate or supervision authorities"),
    "litigation": N_("Already in litigation, arbitration or review"),
    "petition": N_("Already ended in the petition procedure"),
    "emergency": N_("An emergency for 110, 119, 120 or 122"),
    "secret": N_("Concerns state secrets, trade secrets or privacy"),
    "repeated": N_("Already answered, nothing new"),
    "unclear": N_("No concrete demand"),
    "unlawful": N_("Against law or public order"),
    "elsewhere": N_("Belongs to another place"),
}
