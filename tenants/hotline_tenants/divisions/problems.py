"""What can be wrong with a row of divisions: the words of the dry run."""

from hotline_platform.errors import N_, Message

PROBLEMS: dict[str, Message] = {
    "empty": N_("The cell is empty."),
    "merged": N_("The cell is merged into %(into)s: take the merging apart and fill it in."),
    "date": N_("The cell holds a date. Format the column as text and type it again."),
    "formula": N_("The cell holds a formula and no value."),
    "digits_lost": N_(
        "The spreadsheet has rounded this long number. Format the column as text and type it again."
    ),
    "no_code": N_("“%(value)s” is no division code: it has 4, 6, 9 or 12 digits."),
    "too_long": N_("The name is longer than %(longest)s characters."),
    "no_level": N_("“%(value)s” is no level: city, area, street or village."),
    "no_telephone": N_("“%(value)s” is no telephone number."),
    "twice": N_("The code %(code)s stands in %(cell)s too: which row is meant would be a guess."),
    "cycle": N_("It stands under itself: %(codes)s."),
    "above": N_("A %(level)s cannot stand under a %(parent_level)s (%(code)s)."),
    "no_parent": N_("The division %(code)s above it is neither in the file nor there already."),
    "parent_refused": N_("The row above it (%(cell)s) is refused."),
    "no_government": N_("There is no government with the code %(code)s yet. Bring it on board first."),
    "no_place": N_(
        "A %(level)s stands under its district, or a village under a street; %(code)s is neither."
    ),
    "other_kind": N_("%(code)s is there already as a unit of another kind."),
    "closed": N_("The unit %(code)s is closed, and closed units stay as they were."),
    "same_name": N_("A unit of this name stands at the same place already under the code %(code)s."),
    "moved_away": N_(
        "The unit %(code)s stands in the government %(government)s: moving it there is a change of boundaries."
    ),
}

FIELDS: dict[str, Message] = {
    "code": N_("Code"),
    "name": N_("Name of the division"),
    "parent_code": N_("Code of the division above"),
    "level": N_("Level"),
    "telephone": N_("Telephone number"),
}

LEVELS: dict[str, Message] = {
    "city": N_("city"),
    "area": N_("district or county"),
    "street": N_("street or township"),
    "village": N_("community or village"),
}

FATES: dict[str, Message] = {
    "create": N_("is created"),
    "change": N_("is changed"),
    "keep": N_("stays as it is"),
    "aside": N_("is another government's"),
    "refuse": N_("is refused"),
}

CHANGES: dict[str, Message] = {
    "unit": N_("a new unit"),
    "name": N_("another name"),
    "parent": N_("another place"),
    "point": N_("a point applied for"),
}


def problem_words(problem: str, params: dict[str, object]) -> Message:
    """Why a row is refused; levels in words."""
    named = {
        key: LEVELS.get(str(value), value) if key.endswith("level") else value
        for key, value in params.items()
    }
    return Message(PROBLEMS[problem].text, named)
