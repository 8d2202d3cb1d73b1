"""The lists at which people sit: at a million cases as quick as at ten thousand."""

from collections.abc import Iterator

from infra.bench.ground import Ground
from infra.bench.serving import serving
from infra.bench.verdict import Line, at_most, interleaved

LISTS = (
    ("a unit's queue, to sign", "/inbox?tab=sign", "unit_officer"),
    ("a unit's queue, handling", "/inbox?tab=handle", "unit_officer"),
    ("a unit's queue, done", "/inbox?tab=done", "unit_officer"),
    ("waiting for dispatch", "/dispatch", "dispatcher"),
    ("replies to review", "/review", "reviewer"),
    ("callers to call back", "/callbacks", "callback_officer"),
    ("all cases", "/cases", "dispatcher"),
)
ROLES = tuple(dict.fromkeys(role for _, _, role in LISTS))
BOUND = 1.3
ROUNDS, SECONDS = 3, 1


def measure(ground: Ground) -> Iterator[Line]:
    """Server time of each list, taken in turns on the small database and on the large one."""
    with serving(ground, "small", *ROLES) as small, serving(ground, "large", *ROLES) as large:
        for name, path, role in LISTS:
            for warm in (small, large):
                warm.server_time(path, role, seconds=SECONDS)
            few, many = interleaved(
                ROUNDS,
                lambda path=path, role=role: small.server_time(path, role, seconds=SECONDS),  # type: ignore[misc]
                lambda path=path, role=role: large.server_time(path, role, seconds=SECONDS),  # type: ignore[misc]
            )
            yield at_most(
                f"{name}: {ground.sizes['large']:,} / {ground.sizes['small']:,} cases", many / few, BOUND, " ×",
                f"{many:.1f} / {few:.1f} ms",
            )  # fmt: skip
