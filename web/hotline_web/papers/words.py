"""What the fields of a template mean."""

from hotline_platform.errors import N_, Message

FIELD_MEANINGS: dict[str, Message] = {
    "office": N_("the office that issues the paper, as in the letterhead"),
    "number": N_("the number, given at the issue"),
    "title": N_("the title"),
    "addressee": N_("to whom it goes"),
    "body": N_("the text with its headings and tables, in a paragraph of its own"),
    "deadline": N_("until when an answer is asked for; may be empty"),
    "contact": N_("whom to turn to; may be empty"),
    "attachments": N_("the list of attachments, for a loop; may be empty"),
    "date": N_("the date of the issue"),
    "copies": N_("who gets a copy; may be empty"),
    "signer": N_("who signed it; may be empty"),
}
