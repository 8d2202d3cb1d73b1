"""A server starts again whatever became of the one before, and keeps its data."""

import contextlib
import os
import signal
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from hotline_platform.embedded import Embedded, bootstrap, erase, running, start
from hotline_platform.errors import Misconfigured

pytestmark = pytest.mark.long

Launcher = Callable[[], tuple[subprocess.Popen[str], int]]


def write(server: Embedded, number: int) -> None:
    with psycopg.connect(server.url("postgres", "postgres")) as connection:
        connection.execute("create table if not exists kept (number int)")
        connection.execute("insert into kept values (%s)", (number,))


def kept(server: Embedded) -> list[int]:
    with psycopg.connect(server.url("postgres", "postgres")) as connection:
        return [
            number for (number,) in connection.execute("select number from kept order by number").fetchall()
        ]


def is_alive(pid: int) -> bool:
    # Where nobody collects orphans, a process that has ended stays listed.
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_data_and_passwords_outlive_a_restart(folder: Path) -> None:
    with start(folder) as first:
        write(first, 1)
        passwords = dict(first.passwords)
    with start(folder) as second:
        assert kept(second) == [1]
        assert second.passwords == passwords


def test_the_passwords_are_for_their_owners_eyes_only(folder: Path) -> None:
    with start(folder, durable=False) as server:
        file = server.data.parent / "passwords.json"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.stat().st_uid == os.geteuid()
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700


def test_stopping_leaves_no_process_and_no_socket_and_may_be_said_twice(folder: Path) -> None:
    server = start(folder, durable=False)
    server.stop()
    server.stop()
    assert not is_alive(server.pid)
    assert not server.socket_dir.exists()


def test_stopping_does_not_wait_for_an_open_transaction(folder: Path) -> None:
    with start(folder, durable=False) as server:
        connection = psycopg.connect(server.url("postgres", "postgres"))
        connection.execute("select 1")
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 5
        with contextlib.suppress(psycopg.Error):
            connection.close()


def test_a_server_starts_again_after_everything_was_killed(folder: Path, launcher: Launcher) -> None:
    with start(folder) as before:
        write(before, 1)
    process, pid = launcher()
    process.kill()
    process.wait()
    os.kill(pid, signal.SIGKILL)
    with start(folder) as server:
        assert kept(server) == [1]


def test_a_server_whose_launcher_was_killed_is_ended_and_replaced(folder: Path, launcher: Launcher) -> None:
    process, pid = launcher()
    socket_dir = running(folder).socket_dir  # type: ignore[union-attr]
    process.kill()
    process.wait()
    assert is_alive(pid)
    with start(folder, durable=False) as server:
        assert not is_alive(pid)
        assert not socket_dir.exists()
        assert server.pid != pid


def test_a_stale_pid_file_harms_neither_the_start_nor_a_stranger_with_that_number(folder: Path) -> None:
    with start(folder, durable=False) as server:
        pid_file = server.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        with start(folder, durable=False):
            assert stranger.poll() is None
        stranger.kill()


def test_a_second_start_is_refused_while_the_first_runs(folder: Path, launcher: Launcher) -> None:
    process, _ = launcher()
    with pytest.raises(Misconfigured, match=f"is running, started by process {process.pid}"):
        start(folder, durable=False)
    process.kill()
    process.wait()
    with start(folder, durable=False), pytest.raises(Misconfigured, match="is running"):
        start(folder, durable=False)


def test_another_process_finds_the_running_server(folder: Path, launcher: Launcher) -> None:
    assert running(folder) is None
    launcher()
    found = running(folder)
    assert found is not None
    bootstrap(found, "hotline")
    with psycopg.connect(found.url("hotline_owner", "hotline")) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_path_longer_than_a_sockets_name_may_be_is_no_obstacle(folder: Path) -> None:
    long = folder / ("long" * 20) / ("longer" * 20)
    with start(long, durable=False) as server:
        write(server, 1)
    erase(long)


def test_data_are_erased_only_when_nobody_runs_them(folder: Path) -> None:
    with start(folder, durable=False) as server:
        write(server, 1)
        data = server.data
        with pytest.raises(Misconfigured, match="stop that first"):
            erase(folder)
    erase(folder)
    assert not data.exists()
    with start(folder, durable=False) as server, pytest.raises(psycopg.errors.UndefinedTable):
        kept(server)


def test_data_of_another_major_version_are_left_alone(folder: Path) -> None:
    with (
        start(folder, version=16, durable=False) as server,
        psycopg.connect(server.url("postgres", "postgres")) as db,
    ):
        assert db.info.server_version // 10_000 == 16
    with pytest.raises(Misconfigured, match="made by PostgreSQL 16, not 18"):
        start(folder, version=18, durable=False)
    with start(folder, version=16, durable=False):
        pass


def test_a_version_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(Misconfigured, match="no embedded PostgreSQL 9, only 16, 18"):
        start(folder, version=9)


def test_a_setting_that_postgresql_refuses_is_shown_in_its_own_words(folder: Path) -> None:
    with pytest.raises(Misconfigured, match="shared_buffers"):
        start(folder, durable=False, settings={"shared_buffers": "much"})
    # and the place is free again
    with (
        start(folder, durable=False, settings={"work_mem": "8MB"}) as server,
        psycopg.connect(server.url("postgres", "postgres")) as connection,
    ):
        assert connection.execute("show work_mem").fetchone() == ("8MB",)


def test_half_made_data_are_made_anew(folder: Path) -> None:
    with start(folder, durable=False) as server:
        data = server.data
    data.rename(data.parent / "data.unfinished")
    with start(folder, durable=False) as server:
        write(server, 1)
        assert not (data.parent / "data.unfinished").exists()
