"""What the history says of alerts, of calls to a unit and of transfers to 110, 119, 120 and 122."""

import datetime as dt
from collections.abc import Iterator, Sequence

from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import CaseEvent, Remark
from hotline_web.pieces import Fact

LABELLED: dict[str, Message] = {
    "told": N_("Who was told"),
    "answered_by": N_("Who answered there"),
    "agreed": N_("What was agreed"),
}
"""Remarks that stand under a label of their own instead of in the note."""

STEPS: dict[str, Message] = {
    "unit": N_("Person on duty"),
    "leader": N_("Leader on duty"),
    "desk": N_("Duty room"),
    "city": N_("Duty room of the city"),
}


def emergency_facts(event: CaseEvent, remarks: Sequence[Remark]) -> Iterator[Fact]:
    """The facts of such an event; nothing for any other."""
    for remark in remarks:
        if remark.kind in LABELLED:
            yield Fact(LABELLED[remark.kind], remark.body)
    if event.act == "told":
        yield Fact(N_("When"), dt.datetime.fromisoformat(event.data["told_at"]))
    if event.act == "transfer" and "three_way" in event.data:
        yield Fact(N_("All three spoke together"), N_("Yes") if event.data["three_way"] else N_("No"))
    if event.act == "alert":
        for step in event.data["steps"]:
            reached = N_("told") if step["person"] else N_("nobody on duty")
            yield Fact(STEPS[step["step"]], reached)
