"""Forms that bring evidence: their fields and files as they arrive, and what the page says about files."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from litestar import Request

from hotline_platform.access.actor import Actor
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.kinds import extensions_of
from hotline_platform.files.limits import AT_ONCE, Limits
from hotline_platform.files.spool import Spool
from hotline_platform.identifiers import new_id
from hotline_platform.settings import Settings
from hotline_tenants.enclosures.adding import TurnedAway
from hotline_web.files.adding import look_at
from hotline_web.files.receiving import receiving
from hotline_web.forms import Form, FormSpec

Value = TypeVar("Value")


@dataclass(frozen=True)
class Sent(Generic[Value]):
    """A form that arrived with files: those that can be kept, and those that were turned away."""

    form: Form[Value]
    files: Sequence[Checked]
    turned_away: Sequence[TurnedAway]

    @property
    def complete(self) -> Value:
        """What was given. Raises Refused, also where a file was turned away."""
        if self.turned_away:
            raise Refused(N_("Not every file can be taken. Nothing was sent; choose the files again."))
        return self.form.complete


@asynccontextmanager
async def sent_with_evidence(
    request: Request[Any, Any, Any], actor: Actor, spec: FormSpec[Value], limits: Limits
) -> AsyncIterator[Sent[Value]]:
    """Take a form with its files. No transaction is held while it arrives; its token is checked as it is read."""
    settings: Settings = request.app.state.settings
    async with receiving(request, Spool(Path(settings.files_dir)), limits.largest) as sent:
        checked, turned_away = await look_at(request, actor, new_id(), sent.files, limits)
        yield Sent(spec.read(sent.fields), checked, [*sent.turned_away, *turned_away])


def about_files(
    limits: Limits, sent: Sent[Any] | None = None, refusal: Refused | None = None
) -> Mapping[str, Any]:
    """What a page with such a form shows beside its fields; `sent` and `refusal` where it did not pass."""
    wrong: Message | None = refusal.fields.get("files") if refusal else None
    return {
        "turned_away": sent.turned_away if sent else (), "no_evidence": wrong,
        "accepted": ",".join(extensions_of(limits.types)), "largest": limits.largest, "at_once": AT_ONCE,
    }  # fmt: skip
