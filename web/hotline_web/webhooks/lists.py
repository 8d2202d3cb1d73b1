"""Subscriptions as a list, and the deliveries of one."""

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select

from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case
from hotline_tenants.webhooks.model import Delivery, Subscription
from hotline_web.clients.lists import WEBHOOKS
from hotline_web.forms import Choice
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import Link
from hotline_web.webhooks.words import (
    DELIVERY_STATES,
    SUBSCRIPTION_STATES,
    act_words,
    answer_words,
    delivery_state,
)

SUBSCRIPTIONS = ListSpec(
    (
        Column("name", N_("Name of the system"), "link", sortable=True),
        Column("url", N_("Address"), "long", width="wide"),
        Column("since", N_("Since"), "moment", sortable=True, hide_on_phone=True),
        Column("state", N_("State"), "state"),
    ),
    default_sort="-since",
    empty=Empty(
        N_("No system is told"), N_("A subscribed system gets a signed message for every event that it asked for."),
        "bell-ringing", N_("Subscribe a system"), f"{WEBHOOKS}/new",
    ),
)  # fmt: skip

DELIVERIES = ListSpec(
    (
        Column("made", N_("Moment"), "moment", sortable=True),
        Column("what", N_("Told of"), "link"),
        Column("case", N_("Case")),
        Column("attempts", N_("Tries"), "number"),
        Column("answer", N_("Last answer"), "long"),
        Column("next", N_("Next try"), "moment", hide_on_phone=True),
        Column("state", N_("State"), "state"),
    ),
    default_sort="-made",
    filters=(
        Filter("state", N_("State"),
               choices=tuple(Choice(key, DELIVERY_STATES[key].label) for key in ("waiting", "delivered", "dead"))),
    ),
    empty=Empty(N_("Nothing was sent yet"), N_("What happens from now on is sent within seconds, and listed here for 30 days."),
                "send"),
)  # fmt: skip


_SUBSCRIPTION: tuple[Any, ...] = (
    Subscription.id, Subscription.name, Subscription.url, Subscription.created_at, Subscription.state,
)  # fmt: skip
_DELIVERY: tuple[Any, ...] = (
    Delivery.id, Delivery.subscription_id, Delivery.made_at, Delivery.act, Delivery.attempts, Delivery.status,
    Delivery.answer, Delivery.next_at, Delivery.state, Case.number,
)  # fmt: skip


def subscription_source(tenant: int) -> Source:
    """Every subscription of a tenant."""
    wanted = select(*_SUBSCRIPTION).where(Subscription.tenant_id == tenant)
    expressions: dict[str, ColumnElement[Any]] = {
        "name": Subscription.name.expression,
        "since": Subscription.created_at.expression,
    }
    return Source(wanted, Subscription.id.expression, expressions)


def subscription_cells(row: RowMapping) -> dict[str, object]:
    """What a row shows."""
    return {
        "name": row["name"], "url": row["url"], "since": row["created_at"],
        "state": SUBSCRIPTION_STATES[row["state"]],
    }  # fmt: skip


def delivery_source(tenant: int, subscription_id: Any) -> Source:
    """The deliveries of one subscription; a test is about no case."""
    wanted = (
        select(*_DELIVERY)
        .outerjoin(Case, (Case.tenant_id == tenant) & (Case.id == Delivery.case_id))
        .where(Delivery.tenant_id == tenant, Delivery.subscription_id == subscription_id)
    )
    # Ids rise with the moment at which deliveries are made, and an index leads to them.
    expressions: dict[str, ColumnElement[Any]] = {
        "made": Delivery.id.expression,
        "state": Delivery.state.expression,
    }
    return Source(wanted, Delivery.id.expression, expressions)


def delivery_url(row: RowMapping) -> str:
    """The page of one delivery."""
    return f"{WEBHOOKS}/{row['subscription_id']}/deliveries/{row['id']}"


def delivery_cells(row: RowMapping) -> dict[str, object]:
    """What a row shows."""
    return {
        "made": row["made_at"], "what": Link(act_words(row["act"]), delivery_url(row)), "case": row["number"], "attempts": row["attempts"],
        "answer": answer_words(row), "next": row["next_at"] if row["state"] == "waiting" else None,
        "state": delivery_state(row),
    }  # fmt: skip
