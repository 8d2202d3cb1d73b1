"""Seals are made by themselves, one for each government every night, and the command proves them."""

import datetime as dt

import psycopg
import pytest

from hotline_platform.jobs.pending import run_pending
from hotline_platform.jobs.periodic import tick
from tests.commands import hotline
from tests.conftest import House
from tests.history.conftest import Lived
from tests.history.test_proofs import OF_THE_CASE, changed
from tests.serving import environment_of


async def a_night_passes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What recurs is due, and runs: the worker's environment holds the key."""
    for name, value in environment_of(house.settings).items():
        if name.startswith("HOTLINE_"):
            monkeypatch.setenv(name, value)
    for now in (house.now, house.later(days=1)):
        await tick(house.database, now)
    await run_pending(house.database, queues=("bulk",))


async def test_a_night_seals_every_government_and_the_deployment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_night_passes(house, monkeypatch)
    done = await hotline(house.settings, "audit", "verify")
    assert done.exit_code == 0, done.output
    assert "The deployment: 0 cases" in done.output
    assert "9901 临江市 Linjiang City: 3 cases" in done.output
    assert ", 4 seals, " in done.output
    assert done.output.count(", 1 seals, ") == 3
    assert done.output.count(": whole") == 4
    assert done.output.endswith("Everything holds.\n")


async def test_the_command_names_case_and_event_and_ends_with_one(
    house: House, superuser: psycopg.Connection, lived: Lived
) -> None:
    of_the_case = OF_THE_CASE.replace("{number}", lived.first)
    changed(superuser, f"UPDATE case_events SET at = now() WHERE seq = 2 AND {of_the_case}")
    done = await hotline(house.settings, "audit", "verify")
    assert done.exit_code == 1
    assert f"{lived.first} #2: the event does not match its hash" in done.output
    assert done.output.endswith("1 fault.\n")
    other = await hotline(house.settings, "audit", "verify", "--tenant", "990101")
    assert (other.exit_code, other.output.count(": whole")) == (0, 1)


async def test_the_command_verifies_as_a_role_that_can_write_nothing(
    house: House, superuser: psycopg.Connection
) -> None:
    """Neither the application's nor the owner's address is used for it."""
    urls = {
        **house.settings.urls,
        "app": "postgresql://nobody@/nowhere",
        "owner": "postgresql://nobody@/nowhere",
    }
    settings = type(house.settings)(
        environment="test", urls=urls, secret=house.settings.secret, seal_key=house.settings.seal_key
    )
    done = await hotline(settings, "audit", "verify", "--tenant", "9901")
    assert done.exit_code == 0, done.output


async def test_two_seals_of_one_night_are_one(house: House, superuser: psycopg.Connection) -> None:
    moment = dt.datetime(2026, 3, 10, 18, 30, tzinfo=dt.UTC)
    await tick(house.database, moment - dt.timedelta(hours=1))
    due = [await tick(house.database, moment + dt.timedelta(seconds=second)) for second in (1, 2)]
    assert [names.count("seal") for names in due] == [1, 0]
