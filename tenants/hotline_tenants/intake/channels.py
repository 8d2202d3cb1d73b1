"""Whether a government takes demands, and by which channels."""

from collections.abc import Mapping

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Registry, registry_of
from hotline_platform.tenancy.values import CHANNELS as SETTING
from hotline_platform.tenancy.values import setting, value_of
from hotline_tenants.cases.words import CHANNELS

_ENDED = N_("This government has ended. No demand is registered here any more.")
NO_INTAKE: Mapping[str, Message] = {
    "preparing": N_(
        "This government is still being prepared: demands are registered from the day on which it goes live."
    ),
    "archived": _ENDED,
    "erasing": _ENDED,
    "erased": _ENDED,
}


async def channels_of(db: Db) -> tuple[str, ...]:
    """Those of the tenant one stands in, in the order of the word list."""
    return _chosen(await setting(db, SETTING))


async def why_no_intake(db: Db) -> Message | None:
    """Why the tenant one stands in takes no demands at all: nobody could answer them yet, or any more."""
    return NO_INTAKE.get((await registry_of(db)).get(db.tenant).status)


def takes(registry: Registry, tenant: int, channel: str) -> bool:
    """Whether a government takes demands by this channel."""
    return channel in _chosen(value_of(registry, tenant, SETTING).value)


def _chosen(own: list[str] | None) -> tuple[str, ...]:
    return tuple(one for one in CHANNELS if own is None or one in own)
