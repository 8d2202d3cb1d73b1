"""The messages of one case on its page: what was told to whom and how far it came, beside the history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.cases.model import Case
from hotline_tenants.messages.declining import declines
from hotline_tenants.messages.model import Message as Sent
from hotline_tenants.messages.reading import messages_of, names_in
from hotline_tenants.messages.words import KINDS
from hotline_web.messages.lists import URL
from hotline_web.messages.words import message_state, name_of, number, to_do, way, whom
from hotline_web.pieces import Fact, Link, State


@dataclass(frozen=True)
class ShownMessage:
    """One line of the card. `words` only where the viewer has the person before them anyway."""

    about: Message
    state: State
    facts: tuple[Fact, ...]
    words: str | None


@dataclass(frozen=True)
class MessageCard:
    """The messages, and whether the caller wants no texts: None where that is not asked here."""

    url: str
    messages: Sequence[ShownMessage]
    declines: bool | None


async def message_card(
    db: Db, actor: Actor, case: Case, *, clear: bool, visiting: bool
) -> MessageCard | None:
    """Newest first; `clear` after a recorded look at the person, `visiting` for a reader from above. None where there
    is nothing to show.
    """
    leads = actor.may("message.follow") and not visiting
    found = await messages_of(db, actor, case)
    names = await names_in(db, found)
    wish = await declines(db, case) if leads else None
    shown = [
        ShownMessage(
            KINDS[one.kind],
            message_state(one.state),
            tuple(_facts(one, name_of(names, one.account_id), leads=leads)),
            one.words if clear and one.words else None,
        )
        for one in found
    ]
    return MessageCard(f"/cases/{case.id}/messages", shown, wish) if shown or wish is not None else None


def _facts(message: Sent, name: str | None, *, leads: bool) -> Iterator[Fact]:
    yield Fact(N_("To whom"), whom(message.recipient, name))
    yield Fact(way(voice=message.voice), number(message))
    yield Fact(N_("Written at"), message.written_at)
    if message.told_at is not None:
        yield Fact(N_("Told by telephone"), message.told_at)
    elif message.reported_at is not None:
        yield Fact(N_("Delivery reported"), message.reported_at)
    elif message.sent_at is not None:
        yield Fact(N_("Sent"), message.sent_at)
    if (what := to_do(message.state, message.why)) is not None:
        yield Fact(N_("What to do"), Link(what, f"{URL}/{message.id}") if leads else what)
