"""The channels by which a government takes demands."""

from hotline_platform.database.session import Db
from hotline_platform.tenancy.registry import Registry
from hotline_platform.tenancy.values import CHANNELS as SETTING
from hotline_platform.tenancy.values import setting, value_of
from hotline_tenants.cases.words import CHANNELS


async def channels_of(db: Db) -> tuple[str, ...]:
    """Those of the tenant one stands in, in the order of the word list."""
    return _chosen(await setting(db, SETTING))


def takes(registry: Registry, tenant: int, channel: str) -> bool:
    """Whether a government takes demands by this channel."""
    return channel in _chosen(value_of(registry, tenant, SETTING).value)


def _chosen(own: list[str] | None) -> tuple[str, ...]:
    return tuple(one for one in CHANNELS if own is None or one in own)
