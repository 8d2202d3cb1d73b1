"""What can be wrong with a cell, each with what would be right: the words of the report."""

from hotline_platform.errors import N_, Message

PROBLEMS: dict[str, tuple[Message, Message]] = {
    "empty": (N_("The cell is empty, merged with another, or holds an error."), N_("Fill it in.")),
    "too_long": (N_("The text is longer than %(longest)s characters."), N_("Shorten it.")),
    "digits_lost": (
        N_("The spreadsheet has rounded this long number."),
        N_("Format the column as text and type the number again."),
    ),
    "no_moment": (N_("This is no date and time."), N_("Write it like 2019-02-28 11:25:05 or 2019/2/28.")),
    "serial": (
        N_("This is a bare number and no date."),
        N_("Format the column as date and time, or write it like 2019-02-28 11:25:05."),
    ),
    "no_such_day": (N_("There is no such day or time."), N_("Correct it, like 2019-02-28 11:25:05.")),
    "future": (N_("This moment has not come yet."), N_("Correct it: history lies before today.")),
    "too_early": (N_("This moment lies before %(year)s."), N_("Correct the year.")),
    "before_question": (
        N_("The answer is older than the demand."),
        N_("Correct one of the two moments."),
    ),
    "no_count": (N_("This is no whole number from 0."), N_("Write digits, like 12, or leave it empty.")),
    "other_content": (
        N_("The same number was taken over with other words or another time."),
        N_("Give this row a number of its own, or correct the case that is there."),
    ),
}


class Wrong(Exception):
    """A cell that cannot be taken over; `problem` is a key of PROBLEMS."""

    def __init__(self, problem: str, **params: object) -> None:
        super().__init__(problem)
        self.problem = problem
        self.params = params
