"""The emergency lines by one key: the form to note the transfer opens with the line chosen."""

from collections.abc import Mapping, Sequence

from hotline_tenants.cases.words import TRANSFER_LINES
from hotline_web.acts import Offer, Typed
from hotline_web.cases.act import On
from hotline_web.cases.emergency_acts import TRANSFER

KEYS: Mapping[str, str] = {"110": "1", "119": "9", "120": "0", "122": "2"}
"""The access key of each line; it is written on its button."""


def emergency_lines(offers: Sequence[Offer]) -> tuple[tuple[str, str], ...]:
    """Line and key of each, where this person may put the caller of this case through."""
    return tuple(KEYS.items()) if any(offer.act is TRANSFER for offer in offers) else ()


def chosen_line(on: On, query: Mapping[str, str]) -> Typed | None:
    """The form with the line that was chosen by its key, None where none was."""
    line = query.get("transfer")
    if line not in TRANSFER_LINES:
        return None
    return Typed(TRANSFER.url(on), TRANSFER.spec(on).blank(version=on.case.version, line=line))
