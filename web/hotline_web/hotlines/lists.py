"""Merged hotlines as a list: one's own, and those of every government below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, or_, select

from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government
from hotline_tenants.hotlines.model import MergedHotline
from hotline_tenants.hotlines.words import FATES, FORMS, KNOWLEDGE, PARTICULARS, STATES
from hotline_web.acts import choices
from hotline_web.forms import Choice
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import State, Tone

TONES: Mapping[str, tuple[Tone, str]] = {
    "planned": ("accent", "file-pencil"),
    "running": ("near", "arrows-split-2"),
    "merged": ("on_time", "arrow-merge"),
    "closed": ("neutral", "phone-off"),
    "dropped": ("neutral", "x"),
}
_FILTERS = (
    Filter("state", N_("State"), choices=choices(STATES)), Filter("form", N_("Form of merging"), choices=choices(FORMS)),
    Filter("name", N_("Number or name"), "text"), Filter("merged", N_("Merged on"), "dates", quiet=True),
)  # fmt: skip
_COLUMNS = (
    Column("line", PARTICULARS["line"], "link", sortable=True), Column("name", N_("Name of the hotline")),
    Column("authority", N_("Authority"), hide_on_phone=True), Column("form", N_("Form of merging"), hide_on_phone=True),
    Column("state", N_("State"), "state"), Column("agreed", N_("Agreed on"), "date", hide_on_phone=True),
    Column("merged", N_("Merged on"), "date"), Column("fate", N_("What becomes of the number"), hide_on_phone=True),
    Column("until", N_("Callers redirected until"), "date", hide_on_phone=True),
    Column("seats", N_("Seats"), "number", hide_on_phone=True), Column("staff", N_("Staff"), "number", hide_on_phone=True),
)  # fmt: skip
_FURTHER = (
    Column("knowledge", PARTICULARS["knowledge"]), Column("basis", N_("Basis document"), width="wide"),
    Column("running", N_("Runs in parallel from"), "date"), Column("closed", N_("Closed on"), "date"),
)  # fmt: skip
"""What a file has room for."""

OWN = ListSpec(
    _COLUMNS, default_sort="line", filters=_FILTERS,
    empty=Empty(
        N_("No hotline is merged yet"),
        N_("Another public service hotline of the government that is merged into 12345 is kept here: what was agreed, when it was merged, and what became of its number."),
        "arrow-merge",
    ),
)  # fmt: skip


def for_a_file(spec: ListSpec) -> ListSpec:
    """The same list with everything that a file has room for."""
    return replace(spec, columns=(*spec.columns, *_FURTHER))


@dataclass(frozen=True)
class Below:
    """The list over the governments below."""

    governments: Sequence[Government]
    language: Language

    @property
    def spec(self) -> ListSpec:
        """Its columns and filters."""
        named = tuple(Choice(str(one.id), one.name(self.language)) for one in self.governments)
        return ListSpec(
            (_COLUMNS[0], Column("government", N_("Government")), *_COLUMNS[1:]), default_sort="line",
            filters=(Filter("government", N_("Government"), choices=named), *_FILTERS),
            empty=Empty(N_("No government below has merged a hotline yet"),
                        N_("What the governments below write into their ledgers appears here."), "arrow-merge"),
        )  # fmt: skip

    def cells(self, row: RowMapping) -> Mapping[str, object]:
        """The cells of a row, with whose it is."""
        return {**cells(row), "government": self.of(row).name(self.language)}

    def of(self, row: RowMapping) -> Government:
        """Whose it is."""
        return next(one for one in self.governments if one.id == row["tenant_id"])


def source(tenants: Sequence[int]) -> Source:
    """The hotlines of these governments."""
    columns: tuple[Any, ...] = (MergedHotline.id.label("hotline_id"), *MergedHotline.__table__.columns)
    one = MergedHotline.tenant_id == tenants[0] if len(tenants) == 1 else MergedHotline.tenant_id.in_(tenants)
    expressions: dict[str, ColumnElement[Any]] = {
        "line": MergedHotline.line.expression,
        "state": MergedHotline.state.expression, "form": MergedHotline.form.expression,
        "merged": MergedHotline.merged_on.expression,
    }  # fmt: skip
    conditions = {"name": _named, "government": lambda value: MergedHotline.tenant_id == int(value)}
    return Source(select(*columns).where(one), MergedHotline.id.expression, expressions, conditions)


def cells(row: RowMapping) -> Mapping[str, object]:
    """The cells of a row."""
    return {
        "line": row["line"], "name": row["name"], "authority": row["authority"], "form": FORMS[row["form"]],
        "state": state_pill(row["state"]), "agreed": row["agreed_on"], "merged": row["merged_on"],
        "fate": FATES[row["fate"]] if row["fate"] else None, "until": row["redirected_until"], "seats": row["seats"],
        "staff": row["staff"], "knowledge": KNOWLEDGE[row["knowledge"]] if row["knowledge"] else None,
        "basis": row["basis"] or None, "running": row["running_from"], "closed": row["closed_on"],
    }  # fmt: skip


def state_pill(state: str) -> State:
    """Where a merging stands; colour is never alone."""
    tone, icon = TONES[state]
    return State(STATES[state], tone, icon)


def _named(text: str) -> ColumnElement[bool]:
    return or_(
        MergedHotline.line.startswith(text, autoescape=True),
        MergedHotline.name.contains(text, autoescape=True),
    )
