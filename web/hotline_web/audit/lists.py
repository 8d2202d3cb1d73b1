"""The log as a list: what was done, looked at or refused, by whom and when."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, select
from sqlalchemy.orm import aliased

from hotline_platform.access.model import Account
from hotline_platform.audit.model import AuditEntry
from hotline_platform.errors import N_
from hotline_tenants.cases.model import Case
from hotline_tenants.network.units import UnitTree
from hotline_web.audit.words import KINDS, TONES, kind_words, particulars
from hotline_web.forms import Choice
from hotline_web.i18n import Language
from hotline_web.listing import Column, Empty, Filter, ListSpec, Source
from hotline_web.pieces import State

_Subject = aliased(Account)
_COLUMNS: tuple[Any, ...] = (
    AuditEntry.at, AuditEntry.kind, AuditEntry.subject, AuditEntry.detail, Account.name, Account.login, Case.number.label("case_number"),
    _Subject.login.label("subject_login"),
)  # fmt: skip

LOG = ListSpec(
    (
        Column("at", N_("Moment"), "moment", sortable=True),
        Column("kind", N_("What was done"), "state"),
        Column("who", N_("By whom")),
        Column("about", N_("About")),
        Column("particulars", N_("Particulars"), "long"),
    ),
    default_sort="-at",
    filters=(
        Filter("kind", N_("What was done"), choices=tuple(Choice(key, name) for key, name in KINDS.items())),
        Filter("who", N_("Sign-in name"), "text"),
        Filter("case", N_("Case number"), "text"),
        Filter("at", N_("Day"), "dates"),
    ),
    empty=Empty(
        N_("The log is empty"),
        N_("Looks at personal data, refusals, exports and every act of administration are recorded here."),
        "report-search",
    ),
)


def log_source(tenant: int) -> Source:
    """The entries of one tenant; 0 is the deployment itself. Accounts carry no tenant: a look may come from above."""
    wanted = (
        select(*_COLUMNS)
        .select_from(AuditEntry)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .outerjoin(_Subject, _Subject.id == AuditEntry.subject)
        .outerjoin(Case, (Case.tenant_id == tenant) & (Case.id == AuditEntry.subject))
        .where(AuditEntry.tenant_id == tenant)
    )
    expressions: dict[str, ColumnElement[Any]] = {
        "at": AuditEntry.at.expression, "kind": AuditEntry.kind.expression,
    }  # fmt: skip

    def about(value: str) -> ColumnElement[bool]:
        found = select(Case.id).where(Case.tenant_id == tenant, Case.number == value)
        return AuditEntry.subject == found.scalar_subquery()

    return Source(wanted, AuditEntry.id.expression, expressions, {"who": _by, "case": about})


@dataclass(frozen=True)
class Cells:
    """What rows are made with."""

    units: UnitTree
    language: Language

    def __call__(self, row: RowMapping) -> dict[str, object]:
        """What a row shows."""
        kind, unit = row["kind"], self.units.find(row["subject"])
        return {
            "at": row["at"], "kind": State(kind_words(kind), TONES.get(kind, "neutral")),
            "who": f"{row['name']} · {row['login']}" if row["login"] else None,
            "about": row["case_number"] or row["subject_login"] or (unit.name(self.language) if unit else None),
            "particulars": particulars(row["detail"], self.units, self.language),
        }  # fmt: skip


def _by(value: str) -> ColumnElement[bool]:
    return AuditEntry.account_id == select(Account.id).where(Account.login == value.lower()).scalar_subquery()
