"""The closed word lists of enclosures and their names on screen."""

from hotline_platform.errors import N_, Message

KINDS: dict[str, Message] = {
    "photo": N_("Photo"),
    "recording": N_("Recording"),
    "document": N_("Document"),
    "scan": N_("Scan of a paper"),
}

AUDIENCES: dict[str, Message] = {
    "desk": N_("The hotline only"),
    "unit": N_("The unit and the hotline"),
    "units": N_("All handling units"),
    "caller": N_("The caller too"),
}
