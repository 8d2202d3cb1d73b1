"""One delivery: what was sent, what came of it, and sending it again."""

import uuid
from typing import Any

from litestar import Request, get, post
from litestar.params import FromPath
from litestar.response import Response
from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_tenants.webhooks import repeating, subscribing
from hotline_tenants.webhooks.model import Delivery
from hotline_web.answers import back, page
from hotline_web.clients.lists import WEBHOOKS
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb
from hotline_web.pieces import Fact, Link
from hotline_web.webhooks.words import act_words, answer_words, delivery_state

AnyRequest = Request[Any, Any, Any]
KEEP = {"permission": "people.keep"}
ONE = f"{WEBHOOKS}/{{subscription_id:uuid}}/deliveries/{{delivery_id:uuid}}"


@get(ONE, opt=KEEP)
async def delivery_page(
    request: AnyRequest, db: GivenDb, subscription_id: FromPath[uuid.UUID], delivery_id: FromPath[uuid.UUID]
) -> Response[str]:
    """One delivery."""
    return await _show(request, db, subscription_id, delivery_id)


@post(f"{ONE}/repetition", opt=KEEP, status_code=200)
async def do_send_again(
    request: AnyRequest,
    db: GivenDb,
    actor: GivenActor,
    subscription_id: FromPath[uuid.UUID],
    delivery_id: FromPath[uuid.UUID],
) -> Response[Any]:
    """Send it once more."""
    try:
        await repeating.send_again(db, actor, subscription_id, delivery_id, at=moment(request))
    except Refused as refusal:
        await db.abandon()
        return await _show(request, db, subscription_id, delivery_id, refusal=refusal, status=422)
    return back(f"{WEBHOOKS}/{subscription_id}", N_("It is sent once more, with all its tries before it."))


async def _show(
    request: AnyRequest, db: Db, subscription_id: uuid.UUID, delivery_id: uuid.UUID, *,
    refusal: Refused | None = None, status: int = 200,
) -> Response[str]:  # fmt: skip
    subscription = await subscribing.found(db, subscription_id)
    wanted = select(Delivery).where(Delivery.tenant_id == db.tenant, Delivery.id == delivery_id)
    one = (await db.execute(wanted.where(Delivery.subscription_id == subscription_id))).scalar_one_or_none()
    if one is None:
        raise NotFound
    row = {"state": one.state, "status": one.status, "answer": one.answer}
    facts = [
        Fact(N_("Told of"), act_words(one.act)),
        *([Fact(N_("Place in the feed"), one.position)] if one.position is not None else []),
        Fact(N_("Id of the message"), str(one.id)), Fact(N_("Moment"), one.made_at), Fact(N_("Tries"), one.attempts),
        Fact(N_("Last try"), one.tried_at), Fact(N_("Last answer"), answer_words(row) or None),
        *([Fact(N_("It took"), N_("%(number)s ms", number=one.milliseconds))] if one.milliseconds is not None else []),
        *([Fact(N_("Next try"), one.next_at)] if one.state == "waiting" else []),
    ]  # fmt: skip
    above = Link(subscription.name, f"{WEBHOOKS}/{subscription_id}")
    return page(
        request, "webhooks/delivery.html", status=status, one=one, facts=facts, state=delivery_state(row), above=above,
        refusal=refusal.message if refusal else None, living=subscription.state != "ended",
    )  # fmt: skip


ROUTES = (delivery_page, do_send_again)
