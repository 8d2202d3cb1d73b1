"""Every act on a circular, in the order in which a page offers them."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_tenants.circulars import approving, drafting, reminding
from hotline_tenants.circulars.lifecycle import CIRCULAR
from hotline_tenants.circulars.model import Circular
from hotline_tenants.circulars.pieces import Part, Picture, Words, restored
from hotline_tenants.circulars.words import PICTURES
from hotline_web import acts
from hotline_web.acts import VERSION, Plain, Reasoned, plainly, text_field
from hotline_web.forms import Field, FormSpec


@dataclass(frozen=True)
class On:
    """What an act is done on; `unread` where somebody has not read it yet."""

    circular: Circular
    actor: Actor
    unread: bool = False

    @property
    def this(self) -> tuple[uuid.UUID, ...]:
        """The id that the verb takes."""
        return (self.circular.id,)

    @property
    def version(self) -> int:
        """The version that the person saw."""
        return self.circular.version

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it is made of."""
        return restored(self.circular.parts)


class Act(acts.Act[On]):
    """An act on a circular. The form in which it is written has a field for each of its parts."""

    place = acts.Place("circulars", "", (CIRCULAR, {}))

    def spec(self, on: On) -> FormSpec[Any]:
        """Its form."""
        if self.name != "edit":
            return super().spec(on)
        fields = (*self.fields(on), VERSION)
        kinds = {"checkbox": bool, "hidden": int}
        target = msgspec.defstruct("Written", [(each.name, kinds.get(each.kind, str)) for each in fields])
        return FormSpec(target, fields)


async def _write(db: Db, on: On, given: Any, at: dt.datetime) -> None:
    parts = [_typed(part, place, given) for place, part in enumerate(_with_new(on.parts))]
    await drafting.edit(
        db, on.actor, on.circular.id, title=given.title, parts=parts, version=given.version, at=at
    )


def _with_new(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts and an empty one to go on with."""
    return (*parts, Words("", ""))


def _typed(part: Part, place: int, given: Any) -> Part:
    if isinstance(part, Picture):
        return Picture(part.what, shown=getattr(given, f"shown_{place}"))
    return Words(getattr(given, f"heading_{place}"), getattr(given, f"text_{place}"))


def _fields(on: On) -> tuple[Field, ...]:
    fields = [Field("title", N_("Title"))]
    for place, part in enumerate(_with_new(on.parts)):
        if isinstance(part, Picture):
            label = N_("Show: %(what)s", what=PICTURES[part.what])
            fields.append(Field(f"shown_{place}", label, "checkbox", required=False))
            continue
        new = place == len(on.parts)
        fields += [
            Field(f"heading_{place}", N_("Heading of a further text") if new else N_("Heading of the text"), required=False),
            text_field(
                f"text_{place}", N_("Further text") if new else N_("Words of the text"), rows=2 if new else 4, required=False,
                hint=N_("Left empty together with its heading, it is left out."),
            ),
        ]  # fmt: skip
    return tuple(fields)


def _written(on: On) -> Mapping[str, object]:
    found: dict[str, object] = {"title": on.circular.title}
    for place, part in enumerate(on.parts):
        if isinstance(part, Picture):
            found[f"shown_{place}"] = "yes" if part.shown else None
        else:
            found |= {f"heading_{place}": part.heading, f"text_{place}": part.text}
    return found


def _not_mine(on: On) -> Message | None:
    return approving.why_not_second(on.circular, on.actor)


def _reason(_: On) -> tuple[Field, ...]:
    return (text_field("reason", N_("What is missing"), rows=3),)


ACTS: tuple[Act, ...] = (
    Act("submit", "submission", N_("Put before the checker"), "send", N_("Somebody else checks it now."),
        plainly(approving.submit), Plain, leading=True),
    Act("edit", "words", N_("Write"), "pencil", N_("The words are changed. The figures stay as they were frozen."), _write,
        Plain, _fields, _written),
    Act("redraft", "figures", N_("Take newer figures"), "refresh", N_("The figures are taken anew. What changed stands above."),
        plainly(drafting.redraft), Plain),
    Act("check", "check", N_("It holds: put before the head"), "check", N_("It is before the head of the duty room."),
        plainly(approving.check), Plain, why_not=_not_mine, leading=True),
    Act("hand_back", "handing-back", N_("Hand back to be written anew"), "arrow-back-up", N_("It is handed back."),
        plainly(approving.hand_back), Reasoned, _reason),
    Act("approve", "approval", N_("Approve and issue"), "writing-sign", N_("It is approved, numbered and issued."),
        plainly(approving.approve), Plain, why_not=_not_mine, leading=True,
        warn=N_("It gets its number and goes to every government below. The words cannot be changed any more.")),
    Act("hand_back_unapproved", "handing-back-unapproved", N_("Hand back unapproved"), "arrow-back-up",
        N_("It is handed back."), plainly(approving.hand_back), Reasoned, _reason),
    Act("remind", "reminder", N_("Remind who has not read it"), "bell", N_("Whoever has not read it is reminded."),
        plainly(reminding.remind), Plain, offered=lambda on: on.unread),
    Act("discard", "discarding", N_("Throw the draft away"), "trash", N_("The draft is thrown away."),
        plainly(drafting.discard), Plain, asks=True, warn=N_("This cannot be taken back.")),
)  # fmt: skip
