"""The classification of a government beside its city's: what comes from there, what is its own, what it lacks."""

from dataclasses import dataclass

from hotline_platform.database.engine import Database
from hotline_platform.database.scope import at as standing_in
from hotline_platform.tenancy.registry import Government
from hotline_tenants.network.classification import Classification, Path, classification


@dataclass(frozen=True)
class Classified:
    """Third-level entries: how many are the city's, how many only this government has, and which it lacks."""

    inherited: int
    own: int
    missing: tuple[Path, ...]


async def missing_categories(database: Database, here: Government) -> Classified:
    """Compare the two. For a city everything is its own."""
    mine = await _read(database, here.id)
    above = await _read(database, here.parent_id) if here.parent_id else Classification(())
    known, theirs = _thirds(mine), _thirds(above)
    return Classified(
        len(known.keys() & theirs.keys()), len(known.keys() - theirs.keys()),
        tuple(path for code, path in theirs.items() if code not in known),
    )  # fmt: skip


def _thirds(categories: Classification) -> dict[str, Path]:
    return {one.code: path_of(categories, one.code) for one in categories.every() if one.level == 3}


def path_of(categories: Classification, code: str) -> Path:
    """A third-level entry with the names above it, in both languages."""
    found = categories.by_code(code)
    assert found is not None
    third, second, first = categories.upwards(found.id)
    return Path(
        (first.name_zh, second.name_zh, third.name_zh), (first.name_en, second.name_en, third.name_en)
    )


async def _read(database: Database, tenant: int) -> Classification:
    database.cache.forget("classification", tenant)
    async with database.transaction(standing_in(tenant)) as db:
        return await classification(db)
