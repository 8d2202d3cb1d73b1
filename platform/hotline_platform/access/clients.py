"""API clients: other systems that act here as one role within their scopes; kept by administrators, never deleted."""

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import select

from hotline_platform.access.actor import Actor
from hotline_platform.access.memberships import grantable, locked_account, why_not_role
from hotline_platform.access.model import Account, ApiClient
from hotline_platform.access.permissions import ROLES
from hotline_platform.access.sessions import digest_of
from hotline_platform.audit.recording import note
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, NotFound, Refused, refused_fields
from hotline_platform.identifiers import new_id

SCOPES = (
    "case.register", "case.answer", "case.not_accept", "case.transfer", "case.accept", "case.dispatch", "case.read",
    "case.read_unit", "case.reclassify", "person.look", "assignment.sign", "assignment.assign", "assignment.contact",
    "assignment.reply", "assignment.ask", "assignment.sign_off", "assignment.told", "reply.review", "callback.record",
    "case.rework", "case.close", "case.withdraw", "case.rule", "case.archive",
)  # fmt: skip
"""What can be given to a client at all: work on cases. Nobody keeps people, tenants or access through the API."""

READING = ("case.read", "case.read_unit", "case.register")
"""Of which every client has at least one: without it there is no way to any case."""

MOST_PER_MINUTE = 6_000
USUAL_PER_MINUTE = 600
LONGEST_NAME = 80


@dataclass(frozen=True, kw_only=True)
class NewClient:
    """Which system is to come in, as whom, how far and how often."""

    name: str
    role: str
    unit_id: uuid.UUID | None = None
    scopes: tuple[str, ...] = ()
    per_minute: int = USUAL_PER_MINUTE


@dataclass(frozen=True)
class AddedClient:
    """A client just added or renewed. Its secret is told here and nowhere else."""

    id: uuid.UUID
    secret: str


def scopes_of(role: str) -> tuple[str, ...]:
    """What a client of this role can be given."""
    held = ROLES.get(role, frozenset())
    return tuple(scope for scope in SCOPES if scope in held)


def client_roles(actor: Actor, *, city: bool) -> tuple[str, ...]:
    """The roles that this person may let a client act as."""
    return tuple(role for role in grantable(actor, city=city) if scopes_of(role))


def why_not_client(actor: Actor, new: NewClient, *, city: bool) -> dict[str, Message]:
    """What is wrong with a new client, by field: `name`, `role`, `unit`, `scopes`, `per_minute`."""
    wrong = why_not_role(actor, new.role, new.unit_id, city=city)
    if not 0 < len(new.name.strip()) <= LONGEST_NAME:
        wrong["name"] = N_("Give the system a name by which people here know it.")
    if "role" not in wrong and not scopes_of(new.role):
        wrong["role"] = N_("This role has no work that a system could do.")
    if not new.scopes:
        wrong["scopes"] = N_("Choose at least one thing that the system may do.")
    elif not set(new.scopes) <= set(scopes_of(new.role)):
        wrong["scopes"] = N_("The role itself may not do all of this.")
    elif not set(new.scopes) & set(READING):
        wrong["scopes"] = N_("Whoever acts on cases must be able to read or register them.")
    if not 1 <= new.per_minute <= MOST_PER_MINUTE:
        wrong["per_minute"] = N_("Between 1 and %(most)s requests a minute.", most=MOST_PER_MINUTE)
    return wrong


def add_client(db: Db, actor: Actor, new: NewClient, *, city: bool, at: dt.datetime) -> AddedClient:
    """Let another system in. Raises Refused by field."""
    actor.need("people.keep")
    if wrong := why_not_client(actor, new, city=city):
        raise refused_fields(wrong)
    added, account_id = AddedClient(new_id(), _new_secret()), new_id()
    db.put(
        Account, id=account_id, login=f"api.{added.id.hex[-12:]}", name=new.name.strip(), password_hash="",
        must_change_password=False, created_at=at,
    )  # fmt: skip
    db.put(
        ApiClient, id=added.id, name=new.name.strip(), account_id=account_id, role=new.role, unit_id=new.unit_id,
        scopes=list(new.scopes), per_minute=new.per_minute, secret_digest=digest_of(added.secret), created_at=at,
        created_by=actor.account_id,
    )  # fmt: skip
    note(db, "client_added", account_id=actor.account_id, subject=account_id, at=at, role=new.role)
    return added


async def renew_secret(db: Db, actor: Actor, client_id: uuid.UUID, *, at: dt.datetime) -> AddedClient:
    """A new secret; the old one is worth nothing from now on. Tokens that it made live out their minutes."""
    client = await _living(db, actor, client_id)
    secret = _new_secret()
    client.secret_digest = digest_of(secret)
    note(db, "client_renewed", account_id=actor.account_id, subject=client.account_id, at=at)
    return AddedClient(client.id, secret)


async def end_client(db: Db, actor: Actor, client_id: uuid.UUID, *, at: dt.datetime) -> None:
    """Let a system in no more: its tokens are worth nothing from now on. Raises NotFound, Refused."""
    client = await _living(db, actor, client_id)
    client.ended_at = at
    (await locked_account(db, client.account_id)).disabled_at = at
    note(db, "client_ended", account_id=actor.account_id, subject=client.account_id, at=at)


async def _living(db: Db, actor: Actor, client_id: uuid.UUID) -> ApiClient:
    actor.need("people.keep")
    wanted = select(ApiClient).where(ApiClient.tenant_id == db.tenant, ApiClient.id == client_id)
    client = (await db.execute(wanted.with_for_update())).scalar_one_or_none()
    if client is None:
        raise NotFound
    if client.ended_at is not None:
        raise Refused(N_("This system's access has ended."))
    return client


def _new_secret() -> str:
    return "hlk_" + secrets.token_urlsafe(32)
