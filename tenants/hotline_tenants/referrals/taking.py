"""Whether another government takes orders: only one that is live does."""

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.registry import registry_of


async def why_not_refer(db: Db, tenant: int | None) -> Message | None:
    """None where this government takes orders now, or where the unit that is meant is none."""
    if tenant is None:
        return None
    government = (await registry_of(db)).get(tenant)
    if government.status == "suspended":
        return N_(
            "%(government)s is suspended and takes no orders until it is resumed. Choose another unit, or let it wait.",
            government=government.named,
        )
    if government.status != "live":
        return N_("%(government)s does not work here, so it takes no orders.", government=government.named)
    return None


async def need_going_on(db: Db, tenant: int | None) -> None:
    """Raises Refused where nobody takes an order up again that had ended in this government. What comes to life in one
    that handed its work on follows there.
    """
    if tenant is not None:
        government = (await registry_of(db)).get(tenant)
        if government.living or not government.heard:
            await need_taking(db, tenant)


async def need_taking(db: Db, tenant: int | None) -> None:
    """Raises Refused where this government takes no orders."""
    if refusal := await why_not_refer(db, tenant):
        raise Refused(refusal)
