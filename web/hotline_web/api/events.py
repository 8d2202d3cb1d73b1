"""Events since a place in the feed, for systems that keep up by asking."""

from litestar.response import Response

from hotline_platform.errors import N_
from hotline_tenants.feed.placing import head_of
from hotline_tenants.webhooks.events import events_after, told
from hotline_web.api.listing import READ
from hotline_web.api.operation import BASE, LINK, Call, Operation, Parameter, answer, query_of
from hotline_web.api.paging import next_link, whole
from hotline_web.api.shapes import EventList, FeedEvent

PATH = f"{BASE}/events"
USUAL, MOST = 100, 500
LATEST = "latest"
_LONGEST = 15


def _place(text: str) -> int | None:
    if text == LATEST:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST):
        raise ValueError(N_("Send the `next` of an earlier answer, or latest."))
    return int(text)


PARAMETERS = (
    Parameter("after", N_("The `next` of the answer before. Without it from the beginning; `latest` begins now."),
              {"type": "string", "pattern": f"^(latest|[0-9]{{1,{_LONGEST}}})$", "default": "0"}, _place),
    Parameter("limit", N_("How many places to go on at most"),
              {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, whole(1, MOST)),
)  # fmt: skip


async def _events(call: Call) -> Response[bytes]:
    asked = query_of(call, PARAMETERS)
    position = asked.get("after", 0)
    if position is None:
        return answer(EventList([], str(await head_of(call.db)), more=False))
    rows, upto, more = await events_after(call.db, call.actor, position, asked.get("limit", USUAL))
    given = {name: value for name, value in call.request.query_params.items() if name != "after"}
    headers = {LINK: next_link(PATH, given, str(upto))} if more else {}
    return answer(EventList([FeedEvent(**told(row)) for row in rows], str(upto), more), headers=headers)


OPERATIONS = (
    Operation(
        "list_events", "get", PATH, READ, N_("What happened since a place"), _events, EventList, "events",
        parameters=PARAMETERS, headers=(LINK,), problems=("invalid",),
        detail=N_("Every event of this government in one order without gaps: whoever goes on from `next` misses "
                  "nothing, however late a transaction commits. An event appears within seconds. A client of a unit "
                  "sees those of its unit's cases, and `next` passes over the others."),
    ),
)  # fmt: skip
