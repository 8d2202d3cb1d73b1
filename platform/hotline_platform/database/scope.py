"""The scope of a transaction: where one may write and what one may read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """The tenant written in (None: none) and the tenants that the reader role may read."""

    tenant: int | None
    reads: tuple[int, ...] = ()

    def statement(self) -> str:
        """SET LOCAL for both settings. Only whole numbers get in, so nothing can be injected."""
        tenant = "" if self.tenant is None else str(int(self.tenant))
        reads = ",".join(str(int(one)) for one in self.reads)
        return f"SET LOCAL hotline.tenant = '{tenant}'; SET LOCAL hotline.reads = '{{{reads}}}'"


NOWHERE = Scope(None)


def at(tenant: int) -> Scope:
    """The default reach: one's own tenant and nothing else."""
    return Scope(tenant, (tenant,))
