"""An act as a page offers it: its words, its form, and the verb behind it."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE
from hotline_tenants.cases.model import Assignment, Callback, Case
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.network.catalogue import Proposal
from hotline_tenants.rulings.model import Precedent, Ruling
from hotline_web.cases.known import Known
from hotline_web.forms import Choice, Field, Form, FormSpec

VERSION = Field("version", "", "hidden")


@dataclass(frozen=True)
class On:
    """What an act is done on, and what its form is made with. `callbacks` are those of the present round; `officers`
    the people of the assignment's unit and `rule` its frozen time rule; `above` is true for an order of another
    government; `rulings` are everything that was asked for in the case;
    `struck` is what a unit might read of a protected demand; `leads_others` is true where merged cases wait for it.
    """

    case: Case
    actor: Actor
    known: Known
    assignment: Assignment | None = None
    callbacks: Sequence[Callback] = ()
    officers: tuple[Choice, ...] = ()
    proposal: Proposal | None = None
    above: bool = False
    rulings: Sequence[Ruling] = ()
    rule: Rule | None = None
    precedents: Sequence[Precedent] = ()
    struck: tuple[str, str] | None = None
    leads_others: bool = False

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        return (self.case.id, self.assignment.id) if self.assignment else (self.case.id,)


def _no_fields(_: On) -> tuple[Field, ...]:
    return ()


def _nothing(_: On) -> Mapping[str, object]:
    return {}


def _always(_: On) -> bool:
    return True


def _no_reason(_: On) -> Message | None:
    return None


@dataclass(frozen=True)
class Act:
    """One act. `name` is that of the state machine, `noun` its address; `given` is what its form makes.

    `offered` is false where the act is not this person's business here at all; `why_not` says, to be read, why it is
    not possible yet. `warn` tells before it is done what cannot be undone. `leading` acts stand open; what
    `asks` for something out of the ordinary stands apart.
    """

    name: str
    noun: str
    label: Message
    icon: str
    done: Message
    run: Callable[[Db, On, Any, dt.datetime], Awaitable[None]]
    given: type[Any]
    fields: Callable[[On], tuple[Field, ...]] = _no_fields
    initial: Callable[[On], Mapping[str, object]] = _nothing
    offered: Callable[[On], bool] = _always
    why_not: Callable[[On], Message | None] = _no_reason
    warn: Message | None = None
    leading: bool = False
    asks: bool = False
    on_assignment: bool = False

    @property
    def permission(self) -> str:
        """As the state machine says it: written once."""
        machine = ASSIGNMENT if self.on_assignment else CASE
        found = {step.permission for (_, act), step in machine.items() if act == self.name}
        (permission,) = found
        assert permission is not None
        return permission

    @property
    def route(self) -> str:
        """The address as the router knows it."""
        place = "/assignments/{assignment_id:uuid}" if self.on_assignment else ""
        return f"/cases/{{case_id:uuid}}{place}/{self.noun}"

    def url(self, on: On) -> str:
        """The address of this act on this case."""
        place = f"/assignments/{on.assignment.id}" if self.on_assignment and on.assignment else ""
        return f"/cases/{on.case.id}{place}/{self.noun}"

    def spec(self, on: On) -> FormSpec[Any]:
        """Its form; every one carries the version of the case that the person saw."""
        return FormSpec(self.given, (*self.fields(on), VERSION))

    def blank(self, on: On) -> Form[Any]:
        """Its form before anything was typed."""
        return self.spec(on).blank(version=on.case.version, **self.initial(on))


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
class Offer:
    """An act on a page: where it goes, its form, whether it stands open, or why it cannot be done yet."""

    act: Act
    url: str
    form: Form[Any]
    open: bool = False
    why_not: Message | None = None
    about: str = ""

    @property
    def bare(self) -> bool:
        """A button is enough: there is nothing to fill in and nothing to warn of."""
        return len(self.form.fields) == 1 and self.act.warn is None and not self.form.summary

    @property
    def id(self) -> str:
        """Of its form on the page."""
        return self.url.split("/", 3)[3].replace("/", "-")


def renewed(form: Form[Any], case: Case) -> Form[Any]:
    """What was typed, on the case as it is now."""
    return replace(form, typed={**form.typed, "version": str(case.version)})


def text_field(
    name: str, label: Message, *, rows: int = 4, hint: Message | None = None, required: bool = True
) -> Field:
    """A field for some lines of text."""
    return Field(name, label, "textarea", rows=rows, help=hint, required=required, max_length=5000)


def choices(words: Mapping[str, Message]) -> tuple[Choice, ...]:
    """A word list as choices."""
    return tuple(Choice(key, word) for key, word in words.items())
