"""The benchmark measures something: its data are right, and its figures can be taken. No time is asserted."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline_platform.embedded import Embedded
from infra.bench import walking
from infra.bench.figures import acts, intake, isolation, queue, sweep
from infra.bench.founding import CITY
from infra.bench.ground import WORK, Ground
from infra.bench.loading import wrk
from infra.bench.serving import serving
from infra.bench.verdict import at_least, at_most, interleaved
from tests.commands import hotline

pytestmark = pytest.mark.long

SIZES = {"small": 400, "large": 1_000}


@pytest.fixture(scope="module")
def ground(server: Embedded) -> Iterator[Ground]:
    """The databases of the benchmark, with few cases."""
    made = Ground(server, sizes=SIZES)
    made.prepare()
    yield made
    with made.superuser() as connection:
        for name in (WORK, "founded", *SIZES):
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_cases_are_of_every_state_and_in_forty_governments(ground: Ground) -> None:
    with ground.superuser("large") as connection:
        states = {state for (state,) in connection.execute("SELECT DISTINCT state FROM cases").fetchall()}
        ((cases, tenants),) = connection.execute(
            "SELECT count(*), count(DISTINCT tenant_id) FROM cases"
        ).fetchall()
    assert states == {
        "registered", "accepted", "dispatched", "signed", "handling", "replied", "reviewed", "closed", "archived",
    }  # fmt: skip
    assert (cases, tenants) == (SIZES["large"], 40)


async def test_its_rollups_are_what_a_recount_finds(ground: Ground) -> None:
    done = await hotline(ground.settings("large"), "figures", "verify", "--tenant", CITY)
    assert done.exit_code == 0, done.output


def test_the_same_data_serve_the_next_run(ground: Ground) -> None:
    again = Ground(ground.server, sizes=SIZES)
    again.prepare()
    assert again.anchor == ground.anchor


def test_row_security_changes_no_plan_of_a_list(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "LISTS", queue.LISTS[:1])
    plan, _ = isolation.measure(ground)
    assert plan.ok, plan.measured


def test_a_sweep_finds_nothing_due_in_the_data(ground: Ground) -> None:
    (line,) = sweep.measure(ground)
    assert line.measured.endswith("ms")


def test_an_act_is_measured_beside_the_very_rows_that_it_wrote(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "LONGEST", 5.0)
    *lines, every = acts.measure(ground)
    assert "act register" in [line.name for line in lines]
    assert every.ok is False, "nobody gets through all acts in five seconds"
    written = "SELECT tenant_id, case_id, seq, act, hash FROM case_events ORDER BY tenant_id, case_id, seq"
    with ground.superuser(acts.FIRST) as first, ground.superuser(acts.SECOND) as second:
        events = first.execute(written).fetchall()
        assert events == second.execute(written).fetchall()
    assert len(events) > walking.TOGETHER
    for name in (acts.FIRST, acts.SECOND):
        ground.drop(name)


@pytest.mark.skipif(shutil.which("wrk") is None, reason="the load generator wrk is not installed")
def test_intakes_sent_by_the_load_generator_become_cases(ground: Ground, tmp_path: Path) -> None:
    with serving(ground, WORK) as product:
        files = intake.written(ground, product.url, tmp_path, operators=4)
        load = wrk(f"{product.url}/intake", seconds=1, connections=4, script="intake.lua", files=files)
    with ground.superuser(WORK) as connection:
        ((cases,),) = connection.execute("SELECT count(*) FROM cases").fetchall()
    assert load.wrong == 0
    assert 0 < load.requests <= cases


def test_a_line_says_whether_its_bound_holds() -> None:
    assert at_most("a", 2.0, 2.0).ok is True
    assert at_most("a", 2.1, 2.0).ok is False
    assert at_least("a", 0.09, 0.1).ok is False
    assert "NOT" in at_least("a", 0.09, 0.1).shown()


def test_measures_are_taken_in_turns() -> None:
    moments = iter(range(6))
    first, second = interleaved(3, lambda: float(next(moments)), lambda: float(next(moments)))
    assert (first, second) == (0.0, 1.0)
