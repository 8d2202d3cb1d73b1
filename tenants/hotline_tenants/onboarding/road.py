"""The road of a rehearsal: the made-up case, and each step as its person would do it, by the real verbs."""

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account, Membership
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_tenants.callbacks.calling import Answers, call
from hotline_tenants.callbacks.closing import close
from hotline_tenants.cases.model import Case
from hotline_tenants.cases.opening import Demand
from hotline_tenants.cases.reaching import assignments_of, case_for
from hotline_tenants.handling.dispatching import Dispatch, dispatch
from hotline_tenants.handling.replying import reply, sign_off
from hotline_tenants.handling.reviewing import accept_reply
from hotline_tenants.handling.taking_on import contact, sign
from hotline_tenants.intake.channels import channels_of
from hotline_tenants.intake.registering import register
from hotline_tenants.intake.settling import accept
from hotline_tenants.network.catalogue import propose
from hotline_tenants.network.classification import classification
from hotline_tenants.network.units import unit_tree
from hotline_tenants.onboarding.readiness import STAFFED

MADE_UP = "[rehearsal 演练]"


@dataclass
class Stage:
    """The made-up case on its way."""

    db: Db
    tenant: int
    at: dt.datetime
    case_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None

    async def somebody(self, role: str) -> Actor:
        """Somebody of this government who holds the role, in the unit that handles the case where it is a unit's."""
        wanted = (
            select(Membership, Account.name)
            .join(Account, Account.id == Membership.account_id)
            .where(
                Membership.tenant_id == self.tenant, Membership.role == role, Membership.ended_at.is_(None),
                Account.disabled_at.is_(None),
            )
            .order_by(Membership.granted_at, Membership.id)
        )  # fmt: skip
        if role in ("unit_officer", "unit_leader"):
            wanted = wanted.where(Membership.unit_id == self.unit_id)
        found = (await self.db.execute(wanted.limit(1))).first()
        if found is None:
            raise Refused(N_("Nobody holds this role."))
        one, name = found
        return Actor(
            tenant=self.tenant, role=role, name=name, account_id=one.account_id, membership_id=one.id, unit_id=one.unit_id,
            rehearsing=True,
        )  # fmt: skip

    @property
    def case(self) -> uuid.UUID:
        assert self.case_id is not None
        return self.case_id

    async def assignment(self, actor: Actor) -> uuid.UUID:
        case = await case_for(self.db, actor, self.case)
        return (await assignments_of(self.db, case))[-1].id


Deed = Callable[[Stage, Actor], Awaitable[Message | None]]


async def _register(stage: Stage, actor: Actor) -> Message | None:
    demand = Demand(title=MADE_UP, body=MADE_UP, type="help", channel=(await channels_of(stage.db))[0],
                    caller_phone="00000000000")  # fmt: skip
    opened = await register(stage.db, actor, demand, at=stage.at)
    stage.case_id = opened.id
    return N_("Number %(number)s", number=opened.number)


async def _accept(stage: Stage, actor: Actor) -> Message | None:
    await accept(stage.db, actor, stage.case, version=None, at=stage.at)
    return None


async def _dispatch(stage: Stage, actor: Actor) -> Message | None:
    """To the first unit that the catalogue proposes for a category, as a dispatcher would."""
    units, known = await unit_tree(stage.db), await classification(stage.db)
    for category in (one for one in known.every() if one.level == 3):
        proposal = await propose(stage.db, category.id, None, on=stage.at.date())
        unit = units.find(proposal.unit_id) if proposal else None
        if unit is not None and unit.kind in STAFFED:
            stage.unit_id = unit.id
            decision = Dispatch(category_id=category.id, lead_id=unit.id)
            await dispatch(stage.db, actor, stage.case, decision, version=None, at=stage.at)
            return N_("%(unit)s, for %(category)s", unit=unit.named, category=category.named)
    raise Refused(N_("The dispatch catalogue proposes a unit for no category."))


async def _sign(stage: Stage, actor: Actor) -> Message | None:
    await sign(stage.db, actor, stage.case, await stage.assignment(actor), version=None, at=stage.at)
    return None


async def _contact(stage: Stage, actor: Actor) -> Message | None:
    await contact(
        stage.db, actor, stage.case, await stage.assignment(actor), note=MADE_UP, version=None, at=stage.at
    )
    return None


async def _reply(stage: Stage, actor: Actor) -> Message | None:
    await reply(
        stage.db, actor, stage.case, await stage.assignment(actor), inner=MADE_UP * 2, public=MADE_UP * 2,
        version=None, at=stage.at,
    )  # fmt: skip
    return None


async def _sign_off(stage: Stage, actor: Actor) -> Message | None:
    await sign_off(stage.db, actor, stage.case, await stage.assignment(actor), version=None, at=stage.at)
    return None


async def _review(stage: Stage, actor: Actor) -> Message | None:
    await accept_reply(stage.db, actor, stage.case, await stage.assignment(actor), version=None, at=stage.at)
    return None


async def _call(stage: Stage, actor: Actor) -> Message | None:
    answers = Answers(contacted=True, unit_contacted=True, solved="yes", satisfied="satisfied")
    await call(stage.db, actor, stage.case, answers, version=None, at=stage.at)
    return None


async def _close(stage: Stage, actor: Actor) -> Message | None:
    await close(stage.db, actor, stage.case, version=None, at=stage.at)
    state = await stage.db.scalar(
        select(Case.state).where(Case.tenant_id == stage.tenant, Case.id == stage.case)
    )
    assert state == "closed"
    return None


ROAD: tuple[tuple[Message, str, Deed], ...] = (
    (N_("Register a demand"), "operator", _register),
    (N_("Accept it for dispatch"), "dispatcher", _accept),
    (N_("Dispatch it"), "dispatcher", _dispatch),
    (N_("Sign for it"), "unit_officer", _sign),
    (N_("Contact the caller"), "unit_officer", _contact),
    (N_("Write the reply"), "unit_officer", _reply),
    (N_("Sign the reply off"), "unit_leader", _sign_off),
    (N_("Review the reply"), "reviewer", _review),
    (N_("Call the caller back"), "callback_officer", _call),
    (N_("Close the case"), "callback_officer", _close),
)
