"""The three-level content classification of a tenant: adding, importing, looking up."""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Named, NotFound, Refused
from hotline_platform.identifiers import new_id
from hotline_tenants.network.model import Category


@dataclass(frozen=True)
class CategoryInfo:
    """One entry, as remembered for some seconds."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    level: int
    parent_id: uuid.UUID | None
    retired: bool

    def name(self, language: str) -> str:
        """The name in `language`."""
        return self.name_en if language == "en" else self.name_zh

    @property
    def named(self) -> Named:
        """Its name for a message, which is read in either language."""
        return Named(self.name_zh, self.name_en)


class Classification:
    """The whole classification of one tenant, retired entries included (old cases name them)."""

    def __init__(self, categories: Sequence[CategoryInfo]) -> None:
        self._by_id = {category.id: category for category in categories}
        self._by_code = {category.code: category for category in categories}
        self._below: dict[uuid.UUID | None, list[CategoryInfo]] = {}
        for category in categories:
            if not category.retired:
                self._below.setdefault(category.parent_id, []).append(category)

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, category_id: uuid.UUID) -> CategoryInfo:
        """Raises NotFound."""
        if category_id not in self._by_id:
            raise NotFound
        return self._by_id[category_id]

    def find(self, category_id: uuid.UUID | None) -> CategoryInfo | None:
        """The entry, or None."""
        return self._by_id.get(category_id) if category_id else None

    def by_code(self, code: str | None) -> CategoryInfo | None:
        """The entry with that code: how a city's category is found again in a district."""
        return self._by_code.get(code) if code else None

    def below(self, category_id: uuid.UUID | None = None) -> list[CategoryInfo]:
        """The living entries directly under one, in their order; without argument those of the first level."""
        return self._below.get(category_id, [])

    def upwards(self, category_id: uuid.UUID | None) -> Iterator[CategoryInfo]:
        """The entry and those above it, most particular first."""
        category = self.find(category_id)
        while category is not None:
            yield category
            category = self.find(category.parent_id)

    def every(self) -> Iterator[CategoryInfo]:
        """The living entries of all levels."""
        return (one for one in self._by_id.values() if not one.retired)

    def names_zh(self, category_id: uuid.UUID) -> tuple[str, ...]:
        """The Chinese names from the first level to the entry: what its code is made of."""
        return tuple(one.name_zh for one in reversed(list(self.upwards(category_id))))

    def path(self, category_id: uuid.UUID | None, language: str) -> str:
        """First level to third, as one line."""
        return " / ".join(one.name(language) for one in reversed(list(self.upwards(category_id))))

    def named_path(self, category_id: uuid.UUID | None) -> Named:
        """The same in both languages, for a message."""
        return Named(self.path(category_id, "zh"), self.path(category_id, "en"))


async def classification(db: Db) -> Classification:
    """The classification of the tenant one stands in."""

    async def load() -> Classification:
        rows = await db.execute(
            select(
                Category.id, Category.code, Category.name_zh, Category.name_en, Category.level, Category.parent_id,
                Category.retired_at.is_not(None),
            )
            .where(Category.tenant_id == db.tenant)
            .order_by(Category.level, Category.position)
        )  # fmt: skip
        return Classification([CategoryInfo(*row) for row in rows])

    return await db.cache.get(("classification", db.tenant), load)


def code_of(path: Sequence[str]) -> str:
    """A code that the same path of Chinese names has in every tenant and at every import."""
    return hashlib.sha256("/".join(path).encode()).hexdigest()[:10]


@dataclass(frozen=True)
class Path:
    """One third-level entry with the names above it; English names fall back to the Chinese ones."""

    names_zh: tuple[str, str, str]
    names_en: tuple[str, str, str] | None = None


async def add_categories(db: Db, paths: Iterable[Path]) -> int:
    """Add what is missing of `paths` and count it; idempotent. Raises Refused for a blank name."""
    present = await db.execute(select(Category.code, Category.id).where(Category.tenant_id == db.tenant))
    known: dict[str, uuid.UUID] = {row.code: row.id for row in present}
    position = (
        await db.execute(
            select(func.coalesce(func.max(Category.position), 0)).where(Category.tenant_id == db.tenant)
        )
    ).scalar_one()
    added = 0
    for path in paths:
        names_en = path.names_en or path.names_zh
        parent: uuid.UUID | None = None
        for level in (1, 2, 3):
            name = path.names_zh[level - 1].strip()
            if not name:
                raise Refused(
                    N_("The classification has a row without a name on level %(level)s.", level=level)
                )
            code = code_of([one.strip() for one in path.names_zh[:level]])
            if code not in known:
                known[code] = new_id()
                position += 1
                added += 1
                db.put(
                    Category, id=known[code], code=code, name_zh=name, name_en=names_en[level - 1].strip(),
                    level=level, position=position, parent_id=parent,
                )  # fmt: skip
            parent = known[code]
    db.cache.forget("classification", db.tenant)
    return added
