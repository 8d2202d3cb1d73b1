"""What an act on a supervision is done on, and where such acts have their addresses."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.errors import Message
from hotline_tenants.supervision.lifecycle import SUPERVISION, TASK
from hotline_tenants.supervision.model import Supervision, SupervisionTask, SupervisionText
from hotline_web import acts
from hotline_web.cases.known import Known


@dataclass(frozen=True)
class On:
    """What an act is done on: the supervision, one of its tasks or none, and why it cannot be closed yet, if so. The
    `numbers` of its cases are there while it is a draft.
    """

    supervision: Supervision
    actor: Actor
    known: Known
    task: SupervisionTask | None = None
    tasks: Sequence[SupervisionTask] = ()
    text: SupervisionText | None = None
    why_not_close: Message | None = None
    numbers: str = ""

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The ids that the verb takes."""
        return (self.supervision.id, self.task.id) if self.task else (self.supervision.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.supervision.version


class Act(acts.Act[On]):
    """An act on a supervision, or on one of its tasks."""

    place = acts.Place("supervision", "tasks", (SUPERVISION, TASK))
