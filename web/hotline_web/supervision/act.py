"""An act on a supervision as a page offers it: its words, its form, and the verb behind it."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import Message
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK
from hotline_tenants.supervision.model import Supervision, SupervisionTask, SupervisionText
from hotline_web.cases.act import VERSION
from hotline_web.cases.known import Known
from hotline_web.forms import Field, Form, FormSpec


@dataclass(frozen=True)
class On:
    """What an act is done on: the supervision, one of its tasks or none, and why it cannot be closed yet, if so."""

    supervision: Supervision
    actor: Actor
    known: Known
    task: SupervisionTask | None = None
    tasks: Sequence[SupervisionTask] = ()
    text: SupervisionText | None = None
    why_not_close: Message | None = None

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        return (self.supervision.id, self.task.id) if self.task else (self.supervision.id,)


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
    """One act; its parts are those of an act on a case (`cases.act`)."""

    name: str
    noun: str
    label: Message
    icon: str
    done: Message
    run: Callable[[Db, On, Any, dt.datetime], Awaitable[object]]
    given: type[Any]
    fields: Callable[[On], tuple[Field, ...]] = _no_fields
    initial: Callable[[On], Mapping[str, object]] = _nothing
    offered: Callable[[On], bool] = _always
    why_not: Callable[[On], Message | None] = _no_reason
    warn: Message | None = None
    leading: bool = False
    asks: bool = False
    on_task: bool = False

    @property
    def permission(self) -> str:
        """As the state machine says it: written once."""
        machine = TASK if self.on_task else SUPERVISION
        (permission,) = {step.permission for (_, act), step in machine.items() if act == self.name}
        assert permission is not None
        return permission

    @property
    def route(self) -> str:
        """The address as the router knows it."""
        place = "/tasks/{task_id:uuid}" if self.on_task else ""
        return f"/supervision/{{supervision_id:uuid}}{place}/{self.noun}"

    def url(self, on: On) -> str:
        """The address of this act on this supervision."""
        place = f"/tasks/{on.task.id}" if self.on_task and on.task else ""
        return f"/supervision/{on.supervision.id}{place}/{self.noun}"

    def spec(self, on: On) -> FormSpec[Any]:
        """Its form; every one carries the version that the person saw."""
        return FormSpec(self.given, (*self.fields(on), VERSION))

    def blank(self, on: On) -> Form[Any]:
        """Its form before anything was typed."""
        return self.spec(on).blank(version=on.supervision.version, **self.initial(on))


@dataclass(frozen=True)
class Offer:
    """An act on a page, as the shared template of acts shows it."""

    act: Act
    url: str
    form: Form[Any]
    open: bool = False
    why_not: Message | None = None
    about: str = ""

    @property
    def bare(self) -> bool:
        """A button is enough."""
        return len(self.form.fields) == 1 and self.act.warn is None and not self.form.summary

    @property
    def id(self) -> str:
        """Of its form on the page."""
        return self.url.split("/", 3)[3].replace("/", "-")


@dataclass(frozen=True)
class Typed:
    """What was typed into one form that did not pass."""

    url: str
    form: Form[Any]
