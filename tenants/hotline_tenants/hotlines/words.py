"""The word lists of merged hotlines."""

from hotline_platform.errors import N_, Message

STATES: dict[str, Message] = {
    "planned": N_("Merging planned"),
    "running": N_("Running in parallel"),
    "merged": N_("Merged into 12345"),
    "closed": N_("Number closed"),
    "dropped": N_("Merging given up"),
}
FORMS: dict[str, Message] = {
    "whole": N_("Merged whole"),
    "doubled": N_("Doubled: both lines kept running"),
    "branch": N_("Branch centre with seats of its own"),
}
FATES: dict[str, Message] = {
    "kept": N_("The number goes on beside 12345"),
    "redirected": N_("Its callers are redirected to 12345"),
}
KNOWLEDGE: dict[str, Message] = {
    "none": N_("Nothing handed over"),
    "partly": N_("Handed over in part"),
    "whole": N_("Handed over whole"),
}
DONE: dict[str, Message] = {
    "plan": N_("Merging planned"),
    "change": N_("Particulars changed"),
    "start": N_("Parallel run approved"),
    "complete": N_("Merging approved"),
    "close_number": N_("Closing of the number approved"),
    "give_up": N_("Merging given up"),
    "redirect_ends": N_("Its people were told that redirection ends"),
}
"""What the ledger says of it."""

PARTICULARS: dict[str, Message] = {
    "line": N_("Number of the hotline"),
    "name": N_("Name of the hotline"),
    "authority": N_("Authority whose hotline it is"),
    "unit_id": N_("Our unit that answers for its matters"),
    "form": N_("Form of merging"),
    "basis": N_("Basis document"),
    "agreed_on": N_("Agreed on"),
    "seats": N_("Seats taken over"),
    "staff": N_("Staff taken over"),
    "knowledge": N_("Knowledge base"),
    "note": N_("Note"),
}
"""What can be written and changed, in the order in which it is shown."""
