"""Each act through HTTP, with all that belongs to it, beside its bare SQL: the same rows written through asyncpg."""

import asyncio
import http.client
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from hotline_platform.database.engine import database_from
from hotline_web.cases.offers import ACTS
from infra.bench.figures.intake import demand, form_token
from infra.bench.ground import FOUNDED, Ground
from infra.bench.rewriting import Rewriting
from infra.bench.serving import Meter, Served, serving
from infra.bench.staffing import staffed
from infra.bench.verdict import Line
from infra.bench.walking import Person, Walk

FIRST, SECOND = "acts", "acts_bare"
TIMES = 3
LONGEST = 110.0
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
    form_token: str
    taken: dict[str, list[Taken]] = field(default_factory=lambda: defaultdict(list))

    async def run(self) -> None:
        """Walk until every act was done often enough, or the time is over."""
        deadline = time.monotonic() + LONGEST
        names = {REGISTER, *(act.name for act in ACTS)}
        while time.monotonic() < deadline and any(self.walk.done[name] < TIMES for name in names):
            if (found := await self.walk.next()) is None:
                await self._registers()
                continue
            person, offer = found
            await self._measured(offer.act.name, person, offer.url, self.walk.filled(offer))

    async def _registers(self) -> None:
        operator = next(one for one in self.walk.people if one.actor.role == "operator")
        urgency = "extra_urgent" if self.walk.done[REGISTER] % 4 == 3 else "general"
        wanted = demand(self.ground, FIRST)
        await self._measured(REGISTER, operator, "/intake", {**wanted, "urgency": urgency})

    async def _measured(self, name: str, person: Person, url: str, form: Mapping[str, object]) -> None:
        """Send a form, and write what it wrote."""
        before = await self.rewriting.now()
        meter, began = Meter(self.served.process, self.served.database), time.perf_counter()
        status = self._sent(person, url, form)
        product = time.perf_counter() - began, meter.used()
        rows = await self.rewriting.written_since(before)
        bare = await self.rewriting.write(rows, self.served.database)
        if status != http.client.SEE_OTHER:
            self.walk.refused[url] += 1
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


def measure(ground: Ground) -> Iterator[Line]:
    """One line for each act of the registry: its processor time through HTTP as a multiple of the bare one."""
    ground.copy(FOUNDED, FIRST)
    taken = asyncio.run(_taken(ground))
    ratios = {name: _ratio(some) for name, some in taken.items()}
    yield from (_line(name, taken[name], ratios[name]) for name in sorted(taken))
    median, most = statistics.median(ratios.values()), max(ratios.values())
    yield Line(
        "acts, processor time beside their bare SQL", f"{median:.1f} × in the middle, {most:.1f} × at most"
    )
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
            bench = _Bench(ground, served, walk, rewriting, form_token(served.url, token))
            await bench.run()
        done, refused = walk.done.total(), walk.refused.total()
        ground.notes.append(f"{done} acts done, {refused} refused")
        return bench.taken
    finally:
        await rewriting.close()
        await database.close()


def _ratio(taken: list[Taken]) -> float:
    return _median(one.product[1] for one in taken) / _median(one.bare[1] for one in taken)


def _line(name: str, taken: list[Taken], ratio: float) -> Line:
    product, bare = _median(one.product[1] for one in taken), _median(one.bare[1] for one in taken)
    time_ratio = _median(one.product[0] for one in taken) / _median(one.bare[0] for one in taken)
    rows = _median(one.rows for one in taken)
    told = f"{ratio:.1f} × ({product * 1000:.1f} / {bare * 1000:.2f} ms, {rows:.0f} rows)"
    return Line(f"act {name}", told, f"{time_ratio:.1f} × time")


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)
