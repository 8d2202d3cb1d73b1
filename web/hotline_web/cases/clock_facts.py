"""What the clock itself recorded, in words: which limit was near or past, and from when to when it moved."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import CaseEvent
from hotline_web.cases.known import Known
from hotline_web.cases.showing import CLOCKS
from hotline_web.pieces import Fact


def clock_facts(event: CaseEvent, known: Known) -> Iterator[Fact]:
    """The facts of a clock's event; nothing for anybody else's."""
    data = event.data
    if data.get("clock") in CLOCKS and "due_at" in data:
        yield Fact(CLOCKS[data["clock"]], dt.datetime.fromisoformat(data["due_at"]))
        if data.get("unit"):
            yield Fact(N_("Unit"), known.unit(uuid.UUID(data["unit"])))
    if event.act != "recompute":
        return
    yield from _why_moved(data, known)
    for moved in data["moved"]:
        yield Fact(CLOCKS[moved["clock"]], dt.datetime.fromisoformat(moved["to"]))
        if moved["from"] != moved["to"]:
            yield Fact(N_("instead of"), dt.datetime.fromisoformat(moved["from"]))
        if "card" in moved:
            yield Fact(N_("Red card"), N_("falls: the time was lost, not missed"))


def _why_moved(data: Mapping[str, Any], known: Known) -> Iterator[Fact]:
    if "year" in data:
        yield Fact(N_("Working calendar loaded"), str(data["year"]))
    if "closure" in data:
        yield Fact(N_("Offices closed on"), dt.date.fromisoformat(data["closure"]))
    if "reopened" in data:
        yield Fact(N_("Offices open after all on"), dt.date.fromisoformat(data["reopened"]))
    if "office_hours" in data:
        yield Fact(N_("Other office hours from"), dt.date.fromisoformat(data["office_hours"]))
    if "standstill" in data:
        yield from _standstill(data, known)


def _standstill(data: Mapping[str, Any], known: Known) -> Iterator[Fact]:
    """Why clocks stood still, and from when to when."""
    label = STOOD_STILL[data["why"]]
    if data.get("taken_back"):
        label = N_("Entered wrongly and taken back")
    if data.get("government"):
        yield Fact(N_("Government"), data["government_en" if known.language == "en" else "government"])
    yield Fact(label, dt.datetime.fromisoformat(data["begin"]))
    yield Fact(N_("until"), dt.datetime.fromisoformat(data["end"]))
    yield Fact(N_("Reason"), data["reason"])


STOOD_STILL: dict[str, Message] = {
    "suspension": N_("The government was suspended from"),
    "outage": N_("The platform was out from"),
}
