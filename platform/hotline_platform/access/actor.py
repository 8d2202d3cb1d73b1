"""Who acts: a person in one of their memberships, or the product itself in a tenant."""

import uuid
from dataclasses import dataclass

from hotline_platform.access.permissions import ROLES
from hotline_platform.database.scope import Scope, at
from hotline_platform.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """A person acting as one membership. `reads` are the tenants that this role may read below its own."""

    tenant: int
    role: str
    name: str
    account_id: uuid.UUID | None = None
    membership_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None
    language: str = "zh"
    reads: tuple[int, ...] = ()

    @property
    def permissions(self) -> frozenset[str]:
        """What this role may do; nothing for a role that the matrix does not know."""
        return ROLES.get(self.role, frozenset())

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
