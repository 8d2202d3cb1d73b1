"""An act as a page offers it, whatever it is done on: its words, its form, the verb behind it, and a second press."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_web.forms import Choice, Field, Form, FormSpec

VERSION = Field("version", "", "hidden")
SAME_CLICK = dt.timedelta(minutes=2)


class Stand(Protocol):
    """What an act is done on."""

    @property
    def this(self) -> tuple[uuid.UUID, ...]: ...

    @property
    def version(self) -> int: ...

    @property
    def actor(self) -> Actor: ...


OnT = TypeVar("OnT", bound=Stand)


@dataclass(frozen=True)
class Place:
    """Where acts of a kind have their addresses, and the machines that know them: of the whole, and of its parts."""

    whole: str
    part: str
    machines: tuple[Mapping[tuple[str, str], Any], Mapping[tuple[str, str], Any]]


def _no_fields(_: Any) -> tuple[Field, ...]:
    return ()


def _nothing(_: Any) -> Mapping[str, object]:
    return {}


def _always(_: Any) -> bool:
    return True


def _no_reason(_: Any) -> Message | None:
    return None


@dataclass(frozen=True)
class Act(Generic[OnT]):
    """One act. `name` is that of the state machine, `noun` its address; `given` is what its form makes.

    `offered` is false where the act is not this person's business here at all; `why_not` says, to be read, why it is
    not possible yet. `warn` tells before it is done what cannot be undone. `leading` acts stand open; what
    `asks` for something out of the ordinary stands apart. `on_part` acts are done on one assignment or task.
    """

    place: ClassVar[Place]

    name: str
    noun: str
    label: Message
    icon: str
    done: Message
    run: Callable[[Db, OnT, Any, dt.datetime], Awaitable[object]]
    given: type[Any]
    fields: Callable[[OnT], tuple[Field, ...]] = _no_fields
    initial: Callable[[OnT], Mapping[str, object]] = _nothing
    offered: Callable[[OnT], bool] = _always
    why_not: Callable[[OnT], Message | None] = _no_reason
    warn: Message | None = None
    leading: bool = False
    asks: bool = False
    on_part: bool = False

    @property
    def permission(self) -> str:
        """As the state machine says it: written once."""
        machine = self.place.machines[self.on_part]
        (permission,) = {step.permission for (_, act), step in machine.items() if act == self.name}
        assert isinstance(permission, str)
        return permission

    @property
    def route(self) -> str:
        """The address as the router knows it."""
        part = f"/{self.place.part}/{{part_id:uuid}}" if self.on_part else ""
        return f"/{self.place.whole}/{{whole_id:uuid}}{part}/{self.noun}"

    def url(self, on: OnT) -> str:
        """The address of this act on this case or supervision."""
        part = f"/{self.place.part}/{on.this[1]}" if self.on_part else ""
        return f"/{self.place.whole}/{on.this[0]}{part}/{self.noun}"

    def spec(self, on: OnT) -> FormSpec[Any]:
        """Its form; every one carries the version that the person saw."""
        return FormSpec(self.given, (*self.fields(on), VERSION))

    def blank(self, on: OnT) -> Form[Any]:
        """Its form before anything was typed."""
        return self.spec(on).blank(version=on.version, **self.initial(on))


@dataclass(frozen=True)
class Plain:
    """A form without fields of its own."""

    version: int


@dataclass(frozen=True)
class Reasoned:
    """A form that asks for a reason."""

    version: int
    reason: str


@dataclass(frozen=True)
class Typed:
    """What was typed into one form that did not pass: shown again, open, with its messages. Where somebody made its `act`
    impossible meanwhile, it is shown to be read and copied.
    """

    url: str
    form: Form[Any]
    act: Act[Any] | None = None

    def among(self, acts: Sequence[Act[OnT]], on: OnT) -> "Typed | None":
        """Itself, where it was typed for one of these acts on this thing, and not for another on the same page."""
        return self if self.act in acts and self.act is not None and self.act.url(on) == self.url else None


@dataclass(frozen=True)
class Offer:
    """An act on a page: where it goes, its form, whether it stands open, or why it cannot be done yet. One that is `gone`
    was tried and is not possible any more.
    """

    act: Act[Any]
    url: str
    form: Form[Any]
    open: bool = False
    why_not: Message | None = None
    about: str = ""
    gone: bool = False

    @property
    def written(self) -> list[tuple[Message | str, str]]:
        """What was typed by hand, by field."""
        return [
            (each.label, self.form.text(each.name))
            for each in self.form.fields
            if each.kind in ("text", "textarea") and self.form.text(each.name).strip()
        ]

    @property
    def bare(self) -> bool:
        """A button is enough: there is nothing to fill in and nothing to warn of."""
        return len(self.form.fields) == 1 and self.act.warn is None and not self.form.summary

    @property
    def id(self) -> str:
        """Of its form on the page."""
        return self.url.split("/", 3)[3].replace("/", "-")


def offer(act: Act[OnT], on: OnT, typed: Typed | None, about: str) -> Offer:
    """The act as it stands on the page: blank, or with what was typed. `about` says of which part it is."""
    url = act.url(on)
    if typed is not None and typed.url == url:
        return Offer(act, url, typed.form, open=True, about=about)
    return Offer(act, url, act.blank(on), why_not=act.why_not(on), about=about)


def offers(known: Sequence[Act[OnT]], on: OnT, state: str, typed: Typed | None = None) -> list[Offer]:
    """What this person can do of these acts with what is in this state."""
    found = [
        offer(act, on, typed, "")
        for act in known
        if (state, act.name) in act.place.machines[act.on_part]
        and on.actor.may(act.permission)
        and act.offered(on)
    ]
    return opened(
        found, lambda one: one.act.leading and one.why_not is None, typed and typed.among(known, on)
    )


def plainly(verb: Callable[..., Awaitable[object]], **fixed: object) -> Callable[..., Awaitable[object]]:
    """The verb with what it is done on and everything that the form gives, by the same names."""

    async def run(db: Db, on: Stand, given: Any, at: dt.datetime) -> object:
        return await verb(db, on.actor, *on.this, **{**vars(given), **fixed}, at=at)

    return run


def opened(
    offers: Sequence[Offer], leads: Callable[[Offer], bool], typed: Typed | None = None
) -> list[Offer]:
    """The first that leads stands open, unless a form that did not pass does; on top one whose act is not possible any
    more, so that neither the reason nor what was typed is lost.
    """
    if typed is not None and typed.act is not None and not any(one.open for one in offers):
        return [Offer(typed.act, typed.url, typed.form, open=True, gone=True), *offers]
    first = None if any(one.open for one in offers) else next(filter(leads, offers), None)
    return [replace(one, open=True) if one is first else one for one in offers]


def renewed(form: Form[Any], version: int) -> Form[Any]:
    """What was typed, on what it is about as it is now."""
    return replace(form, typed={**form.typed, "version": str(version)})


def by_the_same_click(newest: Any, act: Act[Any], actor: Actor, now: dt.datetime) -> bool:
    """Whether the newest event is this very act of this very person a moment ago: a second press of the button."""
    return (
        newest is not None
        and newest.act == act.name
        and newest.account_id == actor.account_id
        and now - newest.at < SAME_CLICK
    )


def text_field(
    name: str, label: Message, *, rows: int = 4, hint: Message | None = None, required: bool = True
) -> Field:
    """A field for some lines of text."""
    return Field(name, label, "textarea", rows=rows, help=hint, required=required, max_length=5000)


def choices(words: Mapping[str, Message]) -> tuple[Choice, ...]:
    """A word list as choices."""
    return tuple(Choice(key, name) for key, name in words.items())
