"""What is backed up comes back: with the very scripts of an installation, into a cluster that knows nothing of it."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from hotline_platform.embedded import Embedded, bootstrap, start
from hotline_platform.embedded.account import server_account
from hotline_platform.embedded.programs import programs
from tests.cases.test_the_main_road import dispatched_to, registered, through_the_district
from tests.commands import HOTLINE, environment_of
from tests.conftest import House, settings_for

pytestmark = pytest.mark.long

SCRIPTS = Path(__file__).parents[2] / "infra" / "production" / "backup"
PASSWORD = "only-reads-everything-7421"
RESTORED = "hotline"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Embedded]:
    """Another cluster, on which its administrator has made the owning role and nothing else."""
    with start(tmp_path / "elsewhere", durable=False) as running:
        bootstrap(running, RESTORED)
        with psycopg.connect(running.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(RESTORED)))
        yield running


def dumped(server: Embedded, database: str, folder: Path) -> Path:
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS hotline_backup")
        connection.execute(
            sql.SQL("CREATE ROLE hotline_backup LOGIN BYPASSRLS IN ROLE pg_read_all_data PASSWORD {}").format(
                sql.Literal(PASSWORD)
            )
        )
    url = f"postgresql://hotline_backup:{PASSWORD}@/{database}?host={server.socket_dir}&port={server.port}"
    done = run("dump.sh", str(folder), BACKUP_URL=url)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def restored(server: Embedded, dump: Path) -> subprocess.CompletedProcess[str]:
    return run(
        "restore.sh", str(dump), **environment_of(settings_for(server, RESTORED)),
        PGHOST=str(server.socket_dir), PGPORT=str(server.port), PGUSER="postgres",
        PGPASSWORD=server.passwords["postgres"], DATABASE=RESTORED, HOTLINE=HOTLINE,
    )  # fmt: skip


def run(script: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{programs(18, server_account())}:{os.environ['PATH']}"
    return subprocess.run(
        [str(SCRIPTS / script), *arguments], env={**os.environ, **variables, "PATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def rows(url: str) -> dict[str, int]:
    """How many rows each table holds."""
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {
            name: connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
            ).fetchall()[0][0]
            for (name,) in tables
        }


def protection(url: str) -> list[tuple[object, ...]]:
    """Everything that row security and grants consist of."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text, pg_get_userbyid(c.relowner), "
            "array(SELECT p.polname || p.polcmd::text || pg_get_expr(p.polqual, c.oid) FROM pg_policy p "
            "WHERE p.polrelid = c.oid ORDER BY p.polname) FROM pg_class c "
            "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname"
        ).fetchall()


async def test_a_dump_comes_back_in_a_fresh_cluster_with_every_row_and_every_policy(
    house: House, server: Embedded, elsewhere: Embedded, copy: str, tmp_path: Path
) -> None:
    opened, _ = await through_the_district(house)
    await dispatched_to(house, await registered(house), "C-WATER")
    done = restored(elsewhere, dumped(server, copy, tmp_path / "dumps"))
    assert done.returncode == 0, done.stderr
    before, after = server.url("postgres", copy), elsewhere.url("postgres", RESTORED)
    assert rows(after) == rows(before)
    assert rows(after)["case_events"] > 0
    assert protection(after) == protection(before)
    with psycopg.connect(elsewhere.url("hotline_app", RESTORED)) as connection:
        assert connection.execute("SELECT number FROM cases").fetchall() == []
        connection.execute(f"SET LOCAL hotline.tenant = '{house.cast.city}'")
        assert (opened.number,) in connection.execute("SELECT number FROM cases").fetchall()


async def test_a_database_that_is_there_is_never_overwritten(
    house: House, server: Embedded, elsewhere: Embedded, copy: str, tmp_path: Path
) -> None:
    bootstrap(elsewhere, RESTORED)
    done = restored(elsewhere, dumped(server, copy, tmp_path / "dumps"))
    assert done.returncode != 0
    assert "There is a database hotline already" in done.stderr


async def test_a_damaged_dump_is_refused_before_anything_is_made(
    house: House, server: Embedded, elsewhere: Embedded, copy: str, tmp_path: Path
) -> None:
    dump = dumped(server, copy, tmp_path / "dumps")
    content = bytearray(dump.read_bytes())
    content[len(content) // 2] ^= 0xFF
    dump.write_bytes(content)
    assert restored(elsewhere, dump).returncode != 0
    with psycopg.connect(elsewhere.url("postgres", "postgres")) as connection:
        assert connection.execute("SELECT FROM pg_database WHERE datname = %s", [RESTORED]).fetchone() is None


def test_a_dump_without_the_right_to_read_everything_is_refused(
    server: Embedded, seeded: object, copy: str, tmp_path: Path
) -> None:
    done = run("dump.sh", str(tmp_path / "dumps"), BACKUP_URL=server.url("hotline_app", copy))
    assert done.returncode != 0
    assert not list((tmp_path / "dumps").glob("*.dump"))
