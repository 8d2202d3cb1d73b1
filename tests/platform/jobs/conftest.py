"""A database of its own for the tests of jobs, and worker processes that work on it."""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url

from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.model import Base
from hotline_platform.embedded import bootstrap, erase, start
from hotline_platform.jobs import model  # noqa: F401 - declares the tables
from hotline_platform.settings import Settings

NAME = "hotline_jobs"
WORKER = Path(__file__).with_name("worker_program.py")


@pytest.fixture(scope="session")
def jobs_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with nothing but the tables of jobs, for the application's role."""
    folder = tmp_path_factory.mktemp("jobs") / "server"
    with start(folder, durable=False) as server:
        bootstrap(server, NAME)
        owner = server.url("hotline_owner", NAME)
        engine = create_engine(make_url(owner).set(drivername="postgresql+psycopg"))
        Base.metadata.create_all(engine, tables=[Base.metadata.tables[name] for name in ("jobs", "periodic")])
        engine.dispose()
        with psycopg.connect(owner) as connection:
            password = server.passwords["hotline_app"]
            connection.execute(f"CREATE ROLE hotline_app LOGIN PASSWORD '{password}'")
            connection.execute("CREATE TABLE noted (n int, tenant text, pid int)")
            connection.execute(
                "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON jobs, periodic, noted TO hotline_app"
            )
        yield server.url("hotline_app", NAME)
    erase(folder)


@pytest.fixture
def table(jobs_url: str) -> Iterator[psycopg.Connection]:
    """A plain look at the tables, which are empty at first."""
    with psycopg.connect(jobs_url, autocommit=True) as connection:
        connection.execute("TRUNCATE jobs, periodic, noted")
        yield connection


@pytest.fixture
async def database(jobs_url: str, table: psycopg.Connection) -> AsyncIterator[Database]:
    database = database_from(
        Settings(environment="test", urls={"app": jobs_url}, secret="s" * 32, seal_key="k" * 32)
    )
    yield database
    await database.close()


@pytest.fixture
def start_worker(
    jobs_url: str, table: psycopg.Connection
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start worker processes, each the leader of a process group of its own; what still runs is killed."""
    processes: list[subprocess.Popen[bytes]] = []

    def start_one(threads: int = 2) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, str(WORKER), jobs_url, str(threads), *sys.path], start_new_session=True
        )
        processes.append(process)
        return process

    yield start_one
    for process in processes:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


@pytest.fixture
def eventually() -> Callable[..., float]:
    """Wait until something is true; returns how many seconds it took."""

    def wait(what: Callable[[], object], within: float = 10.0) -> float:
        began = time.monotonic()
        while not what():
            assert time.monotonic() - began < within, "it has not come to pass"
            time.sleep(0.02)
        return time.monotonic() - began

    return wait
