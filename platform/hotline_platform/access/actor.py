"""Who acts: a person in one of their memberships, another system as one role, or the product itself in a tenant."""

import uuid
from dataclasses import dataclass

from hotline_platform.access.permissions import ROLES
from hotline_platform.database.scope import Scope, at
from hotline_platform.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """A person acting as one membership. `reads` are the tenants that this role may read below its own.

    An API client acts as its role too: `client_id` names it, and `scopes` narrow down what the role may do.
    `rehearsing` is somebody in whose name a rehearsal acts, of which nothing stays.
    """

    tenant: int
    role: str
    name: str
    account_id: uuid.UUID | None = None
    membership_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None
    language: str = "zh"
    reads: tuple[int, ...] = ()
    client_id: uuid.UUID | None = None
    scopes: frozenset[str] = frozenset()
    rehearsing: bool = False

    @property
    def permissions(self) -> frozenset[str]:
        """What this role may do; nothing for a role that the matrix does not know. A client may never do more than its
        role holds now, whatever its token was made for; reference data it may always read.
        """
        held = ROLES.get(self.role, frozenset())
        return held if self.client_id is None else held & (self.scopes | {"own"})

    def may(self, permission: str) -> bool:
        """True where the role holds the permission. The product itself may everything: its jobs call verbs."""
        return self.role == "system" or permission in self.permissions

    def need(self, permission: str) -> None:
        """Raises NotAllowed without the permission."""
        if not self.may(permission):
            raise NotAllowed(permission)

    @property
    def scope(self) -> Scope:
        """The default reach: one's own tenant."""
        return at(self.tenant)

    @property
    def wide_scope(self) -> Scope:
        """The reach of a route that declares that it reads below: for the reader role, never for writing."""
        return Scope(self.tenant, (self.tenant, *self.reads))


def system_actor(tenant: int) -> Actor:
    """The product itself in a tenant: jobs, clocks, imports."""
    return Actor(tenant=tenant, role="system", name="system")


def clock_actor(tenant: int) -> Actor:
    """The clock itself: what it records makes nobody's page stale."""
    return Actor(tenant=tenant, role="clock", name="clock")
