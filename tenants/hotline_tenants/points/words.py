"""Points in words: their states, acts, and what is filed about them."""

from hotline_platform.errors import N_, Message

STATES: dict[str, Message] = {
    "none": N_("No point yet"),
    "applied": N_("Applied for"),
    "refused": N_("Application refused"),
    "approved": N_("Being set up"),
    "open": N_("Open"),
    "suspended": N_("Suspended"),
    "closed": N_("Point closed"),
}

ACTS: dict[str, Message] = {
    "apply": N_("Apply for a point"),
    "approve": N_("Approve the application"),
    "refuse": N_("Refuse the application"),
    "give_duty_list": N_("Give a duty list"),
    "train": N_("Record the training"),
    "file_change": N_("File a change"),
    "announce_change": N_("Announce a change"),
    "open": N_("Open the point"),
    "suspend": N_("Suspend the point"),
    "resume": N_("Let the point work again"),
    "close": N_("Close the point"),
}
"""What a button of an act says."""

DONE: dict[str, Message] = {
    "apply": N_("A point was applied for"),
    "approve": N_("The application was approved"),
    "refuse": N_("The application was refused"),
    "give_duty_list": N_("A duty list was given"),
    "train": N_("Its people were trained"),
    "file_change": N_("A change was filed"),
    "announce_change": N_("A change was announced"),
    "open": N_("The point was opened"),
    "suspend": N_("The point was suspended"),
    "resume": N_("The point works again"),
    "close": N_("The point was closed"),
    "test_call": N_("A test call was made"),
    "hand_over": N_("The point went over to another government"),
    "take_over": N_("The point was taken over with its unit"),
    "come_back": N_("The point came back with its unit"),
}
"""What the history says of it."""

SUBJECTS: dict[str, Message] = {
    "liaison": N_("Liaison officer"),
    "leader": N_("Leader in charge"),
    "telephone": N_("Telephone number"),
    "address": N_("Address"),
    "other": N_("Something else"),
}
