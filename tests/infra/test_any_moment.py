"""A base backup and the archived WAL bring a cluster back to any moment, with the script and settings of production."""

import datetime as dt
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hotline_platform.embedded import Embedded, start
from hotline_platform.embedded.account import server_account
from hotline_platform.embedded.programs import programs

pytestmark = pytest.mark.long

BACKUP = Path(__file__).parents[2] / "infra" / "production" / "backup"
ARCHIVE = "/var/backups/hotline/wal"
SERVER = {"wal_level": "replica", "max_wal_senders": "4"}
"""The same before and after: PostgreSQL recovers under no smaller settings."""


@pytest.fixture
def archive() -> Iterator[Path]:
    """A folder that the account of the server may write to."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-archive-"))
    server_account().own(folder)
    yield folder
    shutil.rmtree(folder)


def archiving(folder: Path) -> dict[str, str]:
    """The settings of archiving.conf, with another folder."""
    text = (BACKUP / "archiving.conf").read_text().replace(ARCHIVE, str(folder))
    wanted = {name: value.strip("'") for name, value in re.findall(r"^(\w+) = (.+)$", text, re.MULTILINE)}
    return {**SERVER, **wanted}


def base_backup(server: Embedded, folder: Path) -> Path:
    path = f"{programs(18, server_account())}:{os.environ['PATH']}"
    done = subprocess.run(
        [str(BACKUP / "basebackup.sh"), str(folder)], capture_output=True, text=True, check=True,
        env={"PATH": path, "PGHOST": str(server.socket_dir), "PGPORT": str(server.port), "PGUSER": "postgres",
             "PGPASSWORD": server.passwords["postgres"]},
    )  # fmt: skip
    return Path(done.stdout.strip())


def put_in_place_of(server: Embedded, base: Path) -> None:
    """What an administrator does on the new machine: the base backup as the data, and the wish to recover."""
    shutil.rmtree(server.data)
    shutil.copytree(base, server.data)
    (server.data / "recovery.signal").touch()
    for path in (server.data, *server.data.rglob("*")):
        server_account().own(path)


def test_a_cluster_comes_back_as_it_was_at_a_chosen_moment(tmp_path: Path, archive: Path) -> None:
    with start(tmp_path / "first", durable=False, settings=archiving(archive)) as first:
        with psycopg.connect(first.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE TABLE told (what text)")
            connection.execute("INSERT INTO told VALUES ('before the base backup')")
            base = base_backup(first, tmp_path / "bases")
            connection.execute("INSERT INTO told VALUES ('after it')")
            moment = connection.execute("SELECT clock_timestamp()").fetchall()[0][0]
            time.sleep(0.01)
            connection.execute("INSERT INTO told VALUES ('a mistake')")
            connection.execute("SELECT pg_switch_wal()")
            _until_archived(connection)
        password = first.passwords["postgres"]
    second = start(tmp_path / "second", durable=False)
    second.stop()
    put_in_place_of(second, base)
    with start(tmp_path / "second", durable=False, settings=recovering(archive, moment)) as second:
        url = f"postgresql://postgres:{password}@/postgres?host={second.socket_dir}&port={second.port}"
        with psycopg.connect(url) as connection:
            told = connection.execute("SELECT what FROM told").fetchall()
    assert told == [("before the base backup",), ("after it",)]


def recovering(archive: Path, moment: dt.datetime) -> dict[str, str]:
    return {
        **SERVER,
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_time": moment.isoformat(),
        "recovery_target_action": "promote",
    }


def _until_archived(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    written = "SELECT pg_walfile_name(pg_current_wal_lsn()), last_archived_wal FROM pg_stat_archiver"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        ((_, archived),) = connection.execute(written).fetchall()
        if archived is not None and not str(archived).endswith(".backup"):
            return
        time.sleep(0.1)
    raise AssertionError("nothing was archived")
