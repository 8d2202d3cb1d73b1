"""Each act through HTTP, with all that belongs to it, beside its bare SQL: the same rows written through asyncpg."""

import asyncio
import http.client
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import Case
from hotline_web.cases.offers import ACTS
from infra.bench.figures.intake import demand, form_token
from infra.bench.ground import FOUNDED, Ground
from infra.bench.rewriting import Rewriting
from infra.bench.serving import Served, exact_cpu, serving
from infra.bench.staffing import staffed
from infra.bench.verdict import Line
from infra.bench.walking import Person, Walk

FIRST, SECOND = "acts", "acts_bare"
TIMES = 3
LONGEST = 150.0
AT_ONCE = 4
"""Cases that are open from the beginning: one is merged into another."""

REGISTER = "register"


@dataclass(frozen=True)
class Taken:
    """One act: seconds of processor and of time through HTTP, the same of the bare rows, and how many rows."""

    product: tuple[float, float]
    bare: tuple[float, float]
    rows: int


@dataclass
class _Bench:
    ground: Ground
    served: Served
    walk: Walk
    rewriting: Rewriting
    database: Database
    form_token: str
    taken: dict[str, list[Taken]] = field(default_factory=lambda: defaultdict(list))

    async def run(self) -> None:
        """Walk until every act was done often enough, or the time is over."""
        deadline = time.monotonic() + LONGEST
        names = {REGISTER, *(act.name for act in ACTS)}
        while time.monotonic() < deadline and any(self.walk.done[name] < TIMES for name in names):
            found = await self.walk.next() if self.walk.done[REGISTER] >= AT_ONCE else None
            if found is None:
                await self._registers()
                continue
            person, offer = found
            numbers = await self._numbers(person.actor.tenant)
            await self._measured(offer.act.name, person, offer.url, self.walk.filled(offer, numbers))

    async def _registers(self) -> None:
        operator = next(one for one in self.walk.people if one.actor.role == "operator")
        urgency = "extra_urgent" if self.walk.done[REGISTER] % 4 == 3 else "general"
        wanted = demand(self.ground, FIRST)
        await self._measured(REGISTER, operator, "/intake", {**wanted, "urgency": urgency})

    async def _measured(self, name: str, person: Person, url: str, form: Mapping[str, object]) -> None:
        """Send a form, and write what it wrote."""
        before = await self.rewriting.now()
        used, began = self._server(), time.perf_counter()
        status = self._sent(person, url, form)
        product = time.perf_counter() - began, self._server() - used
        rows = await self.rewriting.written_since(before)
        bare = await self.rewriting.write(rows, self._database)
        if status != http.client.SEE_OTHER:
            self.walk.refused[name] += 1
            return
        self.walk.done[name] += 1
        self.taken[name].append(Taken(product, bare, sum(map(len, rows.values()))))

    def _sent(self, person: Person, url: str, form: Mapping[str, object]) -> int:
        connection = http.client.HTTPConnection(urlsplit(self.served.url).netloc, timeout=20)
        cookies = f"hotline={person.token}; hotline-form={self.form_token}"
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({**form, "_csrf_token": self.form_token}, doseq=True)
        try:
            connection.request("POST", url, body, headers)
            return connection.getresponse().status
        finally:
            connection.close()

    async def _numbers(self, tenant: int) -> list[str]:
        async with self.database.transaction(standing_in(tenant)) as db:
            return list((await db.execute(select(Case.number).where(Case.tenant_id == tenant))).scalars())

    def _server(self) -> float:
        return exact_cpu(self.served.process) + exact_cpu(self.served.database)

    def _database(self) -> float:
        return exact_cpu(self.served.database)


def measure(ground: Ground) -> Iterator[Line]:
    """One line for each act of the registry: its processor time through HTTP as a multiple of the bare one."""
    ground.copy(FOUNDED, FIRST)
    taken = asyncio.run(_taken(ground))
    told = {name: _line(name, some) for name, some in taken.items()}
    yield from (told[name] for name in sorted(told))
    missing = sorted({REGISTER, *(act.name for act in ACTS)} - set(taken))
    yield Line(
        "acts of the registry that were measured", ", ".join(missing) or "every one", "all", not missing
    )


async def _taken(ground: Ground) -> Mapping[str, list[Taken]]:
    database = database_from(ground.settings(FIRST))
    people, units = await staffed(database)
    await database.close()  # a database that somebody is connected to cannot be copied
    ground.copy(FIRST, SECOND)
    rewriting = await Rewriting.between(ground, FIRST, SECOND)
    try:
        with serving(ground, FIRST) as served:
            walk = Walk(database, people, units, TIMES)
            token = next(one.token for one in people if one.actor.role == "operator")
            bench = _Bench(ground, served, walk, rewriting, database, form_token(served.url, token))
            await bench.run()
        done, refused = walk.done.total(), walk.refused.total()
        ground.notes.append(f"{done} acts done, {refused} refused: {dict(walk.refused)}")
        return bench.taken
    finally:
        await rewriting.close()
        await database.close()


def _line(name: str, taken: list[Taken]) -> Line:
    (product_time, product), (bare_time, bare) = (
        [statistics.median(column) for column in zip(*side, strict=True)]
        for side in ([one.product for one in taken], [one.bare for one in taken])
    )
    rows = statistics.median(one.rows for one in taken)
    told = f"{product / bare:.1f} × ({product * 1000:.1f} / {bare * 1000:.2f} ms, {rows:.0f} rows)"
    return Line(f"act {name}", told, f"{product_time / bare_time:.1f} × time")
