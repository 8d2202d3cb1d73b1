"""The tree of governments as a process sees it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hotline_platform.database.session import Db
from hotline_platform.errors import Named, NotFound
from hotline_platform.tenancy.model import LIVING, Tenant


@dataclass(frozen=True)
class Government:
    """One tenant as the rest of the product needs it; `zone` is the zone in which its moments are shown, `own` what it
    has set for itself.
    """

    id: int
    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    tier: str
    status: str
    parent_id: int | None
    zone: ZoneInfo
    language: str
    own: Mapping[str, Any] = field(default_factory=dict, hash=False)
    successors: tuple[int, ...] = ()
    hands_on: bool = False

    @property
    def heard(self) -> bool:
        """Whether somebody decides what callers object to: here, or, what comes to life again, where it follows to."""
        return self.living or (self.status == "archived" and self.hands_on)

    @property
    def living(self) -> bool:
        """Whether it has not ended."""
        return self.status in LIVING

    def name(self, language: str) -> str:
        """The full name in `language`."""
        return self.name_en if language == "en" else self.name_zh

    @property
    def named(self) -> Named:
        """Its name for a message, which is read in either language."""
        return Named(self.name_zh, self.name_en)

    @property
    def names(self) -> dict[str, str]:
        """The full name in each language, for what is kept of it where the registry is not at hand."""
        return {language: self.name(language) for language in ("zh", "en")}

    def short(self, language: str) -> str:
        """The short name in `language`."""
        return self.short_en if language == "en" else self.short_zh


class Registry:
    """All governments of the deployment, and who lies below whom."""

    def __init__(self, governments: Iterable[Government]) -> None:
        self._by_id = {one.id: one for one in sorted(governments, key=lambda one: one.code)}

    def __iter__(self) -> Iterator[Government]:
        return iter(self._by_id.values())

    def get(self, tenant: int) -> Government:
        """Raises NotFound for a tenant that does not exist."""
        if tenant not in self._by_id:
            raise NotFound
        return self._by_id[tenant]

    def by_code(self, code: str) -> Government:
        """The government with that division code. Raises NotFound."""
        for one in self._by_id.values():
            if one.code == code:
                return one
        raise NotFound

    def living(self) -> list[Government]:
        """Every government that has not ended, ordered by code: those for which the product works by itself."""
        return [one for one in self if one.living]

    def kept(self) -> list[Government]:
        """Every government whose rows are there: those that have ended too, until they are erased."""
        return [one for one in self if one.status not in ("erasing", "erased")]

    def below(self, tenant: int) -> tuple[Government, ...]:
        """Every government under `tenant`, not itself, ordered by code."""
        found: list[Government] = []
        for one in self._by_id.values():
            parent = one.parent_id
            while parent is not None:
                if parent == tenant:
                    found.append(one)
                    break
                parent = self._by_id[parent].parent_id
        return tuple(found)


async def load_registry(db: Db) -> Registry:
    """Read the registry; a handful of rows, readable by every role and in every scope."""
    rows = (
        await db.execute(
            select(
                Tenant.id, Tenant.code, Tenant.name_zh, Tenant.name_en, Tenant.short_zh, Tenant.short_en, Tenant.tier,
                Tenant.status, Tenant.parent_id, Tenant.zone, Tenant.language, Tenant.settings,
                Tenant.successor_id, Tenant.other_successor_id, Tenant.hands_on,
            )
        )
    ).all()  # fmt: skip
    return Registry(
        Government(
            *row[:9],
            zone=ZoneInfo(row.zone),
            language=row.language,
            own=row.settings,
            successors=tuple(one for one in (row.successor_id, row.other_successor_id) if one),
            hands_on=row.hands_on,
        )
        for row in rows
    )


async def registry_of(db: Db) -> Registry:
    """The registry as this process remembers it for some seconds."""
    return await db.cache.get(("registry",), lambda: load_registry(db))
