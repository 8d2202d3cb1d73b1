"""`make bench`: ratios taken in one run beside a bare equivalent on the same database. Absolute times prove nothing."""

import argparse
import datetime as dt
import sys
import time
from collections.abc import Callable, Iterator

from hotline_platform.embedded import erase, start
from hotline_platform.errors import HotlineError
from infra.bench.figures import (
    acts,
    cards,
    comparing,
    desk,
    divisions,
    handover,
    importing,
    intake,
    isolation,
    jobs,
    leaving,
    memory,
    onboarding,
    overview,
    queue,
    rendering,
    sampling,
    sweep,
)
from infra.bench.ground import FOLDER, Ground
from infra.bench.verdict import Line

FIGURES: dict[str, Callable[[Ground], Iterator[Line]]] = {
    "intake": intake.measure,
    "acts": acts.measure,
    "queue": queue.measure,
    "overview": overview.measure,
    "comparing": comparing.measure,
    "desk": desk.measure,
    "rendering": rendering.measure,
    "sampling": sampling.measure,
    "isolation": isolation.measure,
    "sweep": sweep.measure,
    "cards": cards.measure,
    "importing": importing.measure,
    "divisions": divisions.measure,
    "onboarding": onboarding.measure,
    "handover": handover.measure,
    "leaving": leaving.measure,
    "jobs": jobs.measure,
    "memory": memory.measure,
}
SERVER = {"shared_buffers": "256MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB"}
RESULTS = FOLDER / "results.txt"


def main() -> int:
    """Measure what was asked for; 1 when a bound was missed."""
    wanted, fresh = _asked()
    began = time.monotonic()
    with start(FOLDER, settings=SERVER) as server:
        ground = Ground(server)
        if ground.prepare(fresh=fresh):
            erase(memory.FOLDER)
        lines = list(_measured(ground, wanted))
    missed = [line for line in lines if line.ok is False]
    _keep(lines, ground)
    print(
        f"\n{len(lines)} figures in {time.monotonic() - began:.0f} s, {len(missed)} missed. Details: {RESULTS.name}"
    )
    return 1 if missed else 0


def _asked() -> tuple[list[str], bool]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help=f"some of {', '.join(FIGURES)}, with commas between")
    parser.add_argument("--fresh", action="store_true", help="make the data anew")
    given = parser.parse_args()
    wanted = [name for name in given.only.split(",") if name] or list(FIGURES)
    if unknown := sorted(set(wanted) - set(FIGURES)):
        parser.error(f"there is no figure {', '.join(unknown)}")
    return wanted, given.fresh


def _measured(ground: Ground, wanted: list[str]) -> Iterator[Line]:
    for name in wanted:
        print(f"\n{name}", flush=True)
        ground.notes.append(f"\n== {name} ==")
        for line in _of(name, ground):
            print(line.shown(), flush=True)
            yield line


def _of(name: str, ground: Ground) -> Iterator[Line]:
    """The lines of one figure; one that cannot be taken is a missed one, and the others go on."""
    try:
        yield from FIGURES[name](ground)
    except HotlineError as error:
        yield Line(name, str(error), "", ok=False)


def _keep(lines: list[Line], ground: Ground) -> None:
    now = dt.datetime.now(dt.UTC)
    shown = [f"{now:%Y-%m-%d %H:%M} UTC", *(line.shown() for line in lines), *ground.notes]
    RESULTS.write_text("\n".join(shown) + "\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except HotlineError as error:
        sys.exit(str(error))
