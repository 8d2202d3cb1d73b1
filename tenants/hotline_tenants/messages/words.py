"""The closed word lists of messages and their names on screen."""

from hotline_platform.errors import N_, Message

KINDS: dict[str, Message] = {
    "received": N_("Receipt of the demand"),
    "extended": N_("More time for the answer"),
    "asked": N_("Announcing a question"),
    "went_on": N_("Handling goes on"),
    "deferred": N_("Kept as long-pending"),
    "not_accepted": N_("Not accepted, and where to turn"),
    "duty": N_("Urgent case to the person on duty"),
    "duty_test": N_("Test of the duty telephone"),
}
"""What a message is about. A caller's have their texts in `texts.py`; what is told to people on duty is written by
whoever tells it.
"""

TELEPHONED = frozenset({"extended", "deferred", "duty", "duty_test"})
"""What somebody telephones where the message does not arrive. The rest was said when it was registered, is asked by
telephone anyway, or stands where the caller looks it up.
"""

STATES: dict[str, Message] = {
    "queued": N_("Waiting to be sent"),
    "sent": N_("Sent, no report yet"),
    "delivered": N_("Arrived"),
    "failed": N_("Did not arrive"),
    "lost": N_("Lost"),
    "unknown": N_("No report came"),
    "told": N_("Told by telephone"),
}

REASONS: dict[str, Message] = {
    "no_number": N_("There is no number that this can be sent to."),
    "no_gateway": N_("No gateway is set up for messages."),
    "timeout": N_("The gateway did not answer in time."),
    "unreachable": N_("The gateway could not be reached."),
    "broken": N_("The gateway's answer made no sense."),
    "refused": N_("The gateway refused the message."),
    "reported": N_("The provider reports that it was not delivered."),
    "erased": N_("The number was erased before it could be sent."),
}
"""Why one did not arrive."""
