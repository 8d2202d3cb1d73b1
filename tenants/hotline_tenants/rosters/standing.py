"""Whether somebody can be reached at a place at all: an open account, and a role held there."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from hotline_platform.access.model import Account, Membership
from hotline_platform.access.permissions import OFFICES

NOT_OF_THE_DESK = OFFICES | {"overseer"}


def stands(
    tenant: int, account: Any, unit: Any, *, until: dt.datetime | Any | None = None
) -> ColumnElement[bool]:
    """The condition that a person holds a role in a unit, or at the desk where that is empty: now, or `until` a
    moment, so that whoever left later was on duty then.
    """
    open_account: list[ColumnElement[bool]] = [Account.disabled_at.is_(None)]
    held: list[ColumnElement[bool]] = [Membership.ended_at.is_(None)]
    if until is not None:
        open_account.append(Account.disabled_at >= until)
        held.append(Membership.ended_at >= until)
    here = (
        Membership.unit_id == unit
        if isinstance(unit, uuid.UUID)
        else Membership.unit_id.is_not_distinct_from(unit)
    )
    return exists().where(
        Membership.tenant_id == tenant, Membership.account_id == account, here, or_(*held),
        Membership.role.not_in(NOT_OF_THE_DESK), Account.id == Membership.account_id, or_(*open_account),
    )  # fmt: skip
