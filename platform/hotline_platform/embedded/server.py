"""Starting and stopping the server, and starting it again whatever became of the one before."""

import contextlib
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from hotline_platform.embedded import locks
from hotline_platform.embedded.account import Account, server_account
from hotline_platform.embedded.cluster import make_data, refuse_other_version, settings_for, started_as
from hotline_platform.embedded.place import Place, existing_place, place_for
from hotline_platform.embedded.programs import programs
from hotline_platform.embedded.reach import SOCKET_PREFIX, SOCKETS, SUPERUSER, Reach, kept_passwords
from hotline_platform.errors import Message, Misconfigured

READY_WITHIN = 60.0  # seconds; recovery after a power cut is the slow case


class Embedded:
    """A running server; leaving its `with` block stops it."""

    def __init__(
        self, place: Place, reach: Reach, process: subprocess.Popen[bytes], claim: IO[bytes]
    ) -> None:
        self._place = place
        self._reach = reach
        self._process = process
        self._claim = claim

    @property
    def socket_dir(self) -> Path:
        return self._reach.socket_dir

    @property
    def port(self) -> int:
        return self._reach.port

    @property
    def passwords(self) -> Mapping[str, str]:
        """A password for each role, whether the role has been made yet or not."""
        return self._reach.passwords

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def data(self) -> Path:
        return self._place.data

    @property
    def log(self) -> Path:
        return self._place.log

    def url(self, role: str, database: str) -> str:
        """See Reach.url."""
        return self._reach.url(role, database)

    def stop(self) -> None:
        """End the server within 5 seconds: open transactions are rolled back. Stopping twice does nothing."""
        for how, seconds in ((signal.SIGINT, 3.0), (signal.SIGQUIT, 1.5), (signal.SIGKILL, 0.5)):
            if self._process.poll() is not None:
                break
            self._process.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        shutil.rmtree(self._reach.socket_dir, ignore_errors=True)
        if not self._claim.closed:
            locks.release(self._place, self._claim)

    def wait_until_ready(self) -> None:
        """Return when the server takes connections; raises Misconfigured, with the end of its log, if it never will."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline and self._process.poll() is None:
            state = self._place.pid_file()
            if _is_ready(state) and state[0] == str(self.pid):
                return
            time.sleep(0.02)
        end = self.log.read_text(errors="replace")[-2000:]
        raise Misconfigured(Message("PostgreSQL did not start. Its log ends with:\n%(end)s", {"end": end}))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(
    folder: Path, *, version: int = 18, settings: Mapping[str, str] | None = None, durable: bool = True
) -> Embedded:
    """Start the server whose data belong to `folder`, which is made when there is none.

    `settings` are added to PostgreSQL's. `durable=False` is for tests: quick, and lost with the power. Raises
    Misconfigured when a process that still lives has started a server there, when the data are of another major
    version, or when PostgreSQL itself refuses (with the end of its log).
    """
    account = server_account()
    binaries = programs(version, account)
    place = place_for(folder.absolute(), account, durable=durable)
    claim = locks.claim(place)
    try:
        with locks.nothing_left_running(place) as lock:
            passwords = kept_passwords(place.passwords)
            if not place.data.exists():
                make_data(place, binaries, account, passwords[SUPERUSER], durable=durable)
            refuse_other_version(place, version)
            reach = Reach(_socket_dir(account), passwords)
            wanted = settings_for(version, durable=durable) | dict(settings or {})
            process = _launch(place, reach, binaries / "postgres", account, wanted, lock)
    except BaseException:
        locks.release(place, claim)
        raise
    server = Embedded(place, reach, process, claim)
    try:
        server.wait_until_ready()
    except BaseException:
        server.stop()
        raise
    return server


def running(folder: Path) -> Reach | None:
    """How to reach the server that a process has started for `folder`, if it is running."""
    place = existing_place(folder.absolute(), server_account())
    if place is None or not place.in_use():
        return None
    state = place.pid_file()
    return Reach(Path(state[4]), kept_passwords(place.passwords)) if _is_ready(state) else None


def _is_ready(pid_file: list[str]) -> bool:
    return len(pid_file) > 7 and pid_file[7].strip() == "ready"


def _socket_dir(account: Account) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir=SOCKETS))
    account.own(folder)
    return folder


def _launch(
    place: Place, reach: Reach, program: Path, account: Account, settings: Mapping[str, str], lock: int
) -> subprocess.Popen[bytes]:
    if place.log.exists():
        place.log.replace(place.previous_log)
    command = [str(program), "-D", str(place.data), "-k", str(reach.socket_dir)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with place.log.open("ab") as log:
        return subprocess.Popen(
            command,
            **started_as(account),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(lock,),
            # Ctrl-C in a terminal reaches the whole group; who started the server decides when it ends.
            start_new_session=True,
        )
