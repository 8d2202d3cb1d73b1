"""The files of a case as its page shows them."""

from dataclasses import dataclass
from datetime import datetime

from hotline_platform.access.actor import Actor
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.files.kinds import KINDS as FILE_KINDS
from hotline_platform.files.kinds import TYPES, extensions_of
from hotline_platform.files.limits import AT_ONCE, MEGABYTE, limits_of
from hotline_tenants.cases.model import Case
from hotline_tenants.enclosures.adding import audiences_for, why_not_enclose
from hotline_tenants.enclosures.reading import Enclosed, seen_enclosures
from hotline_tenants.enclosures.words import AUDIENCES, KINDS
from hotline_web.forms import Choice

ICONS = {"photo": "photo", "recording": "microphone", "document": "file-text", "scan": "scan"}
SOURCES: dict[str, Message] = {
    "above": N_("From the government above"),
    "below": N_("From the government below"),
}


@dataclass(frozen=True)
class ShownFile:
    """One file. `gone` says why it cannot be opened: it was erased, or is still on its way."""

    url: str
    name: str
    kind: Message
    icon: str
    type: Message
    size: str
    audience: Message
    added_at: datetime
    by: str
    source: Message | None
    thumbnail: str | None
    sound: str | None
    located: bool
    gone: Message | None


@dataclass(frozen=True)
class FileForm:
    """What the form to add files is made with. `limits` are one line for each kind of file."""

    url: str
    audiences: tuple[Choice, ...]
    accepted: str
    largest: int
    at_once: int
    limits: tuple[Message, ...]


@dataclass(frozen=True)
class FileCard:
    """The files that a person may see; `form` is None where they may add none, and `why_not` says so if it is the
    case that allows no more.
    """

    files: tuple[ShownFile, ...]
    form: FileForm | None = None
    why_not: Message | None = None


async def file_card(db: Db, actor: Actor, case: Case, *, visiting: bool = False) -> FileCard:
    """The files of a case that was reached before; a reading from above adds none."""
    files = tuple(shown_file(one) for one in await seen_enclosures(db, actor, case))
    if visiting or not actor.may("case.enclose"):
        return FileCard(files)
    if refusal := why_not_enclose(case):
        return FileCard(files, why_not=refusal)
    return FileCard(files, await file_form(db, actor, case))


async def file_form(db: Db, actor: Actor, case: Case) -> FileForm:
    """The form to add files to a case."""
    limits = await limits_of(db)
    lines = tuple(
        N_(
            "%(kind)s: at most %(size)s MB each, %(number)s for one case",
            kind=FILE_KINDS[kind], size=limit.size // MEGABYTE, number=limit.number,
        )
        for kind, limit in limits.of.items()
        if limit.types and limit.number
    )  # fmt: skip
    audiences = tuple(Choice(one, AUDIENCES[one]) for one in audiences_for(actor, case))
    return FileForm(
        f"/cases/{case.id}/files", audiences, ",".join(extensions_of(limits.types)), limits.largest, AT_ONCE, lines
    )  # fmt: skip


def shown_file(one: Enclosed) -> ShownFile:
    """One file with where it can be opened."""
    enclosure, file = one.enclosure, one.file
    url = f"/cases/{enclosure.case_id}/files/{file.id}"
    found = TYPES[file.media_type]
    gone = None
    if file.digest is None:
        gone = N_("Erased")
    elif not one.there:
        gone = N_("On its way from the other government")
    sounds = found.inline and found.kind == "recording"
    return ShownFile(
        url=url, name=file.name, kind=KINDS[enclosure.kind], icon=ICONS[enclosure.kind], type=found.label,
        size=size_words(file.size), audience=AUDIENCES[enclosure.audience], added_at=enclosure.added_at,
        by=one.by or "", source=SOURCES.get(enclosure.source),
        thumbnail=f"{url}/thumbnail" if file.thumbnail and gone is None else None,
        sound=url if sounds and gone is None else None, located=file.located, gone=gone,
    )  # fmt: skip


def size_words(size: int) -> str:
    """A size as people say it, in decimal units as their own computers show them."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"
