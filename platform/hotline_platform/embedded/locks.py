"""Two locks that tell a server that runs from one whose starter was killed, and from one that is no more."""

import contextlib
import fcntl
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hotline_platform.embedded.place import Place
from hotline_platform.embedded.reach import SOCKET_PREFIX, SOCKETS
from hotline_platform.errors import Message, Misconfigured

_claimed_here: set[Path] = set()


def claim(place: Place) -> IO[bytes]:
    """Lock the place for this process. The lock is the process's own: children made by fork do not keep it."""
    if place.root in _claimed_here:
        raise Misconfigured(_already_running(os.getpid()))
    lock = place.launcher_lock.open("a+b")
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read().decode() or "?"
        lock.close()
        raise Misconfigured(_already_running(holder)) from None
    lock.truncate(0)
    lock.write(str(os.getpid()).encode())
    lock.flush()
    _claimed_here.add(place.root)
    return lock


def release(place: Place, lock: IO[bytes]) -> None:
    """Give up what `claim` gave."""
    lock.close()
    _claimed_here.discard(place.root)


def _already_running(process: int | str) -> Message:
    return Message(
        "The database is running, started by process %(process)s: stop that first.", {"process": process}
    )


@contextlib.contextmanager
def nothing_left_running(place: Place) -> Iterator[int]:
    """Hold the lock that every process of a server holds, after ending one whose launcher was killed.

    The descriptor is for the new server to inherit: whoever gets the lock later knows that no process is left.
    """
    before = place.pid_file()
    with place.server_lock.open("ab") as lock:
        if not (_locked(lock, seconds=0.3) or _locked_after_ending(place, lock)):
            message = "A server left over from before does not end; see %(log)s."
            raise Misconfigured(Message(message, {"log": str(place.log)}))
        _forget_pid_file(place, before)
        yield lock.fileno()


def _locked_after_ending(place: Place, lock: IO[bytes]) -> bool:
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        _signal_left_over(place, how)
        if _locked(lock, seconds=2.0):
            return True
    return False


def _signal_left_over(place: Place, how: signal.Signals) -> None:
    state = place.pid_file()
    if state and state[0].isdigit() and _is_server_of(place, state[0]):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(state[0]), how)


def _is_server_of(place: Place, pid: str) -> bool:
    """Whether the number still means the server, as far as the system can tell (it may have been given anew)."""
    if not Path("/proc/self/cmdline").exists():
        return True
    try:
        return os.fsencode(place.data) in Path("/proc", pid, "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False


def _locked(lock: IO[bytes], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True


def _forget_pid_file(place: Place, before: list[str]) -> None:
    """With the lock held no process of the server is left: what its pid file said is history."""
    if len(before) > 4:
        socket_dir = Path(before[4])
        if socket_dir.parent == SOCKETS and socket_dir.name.startswith(SOCKET_PREFIX):
            shutil.rmtree(socket_dir, ignore_errors=True)
    (place.data / "postmaster.pid").unlink(missing_ok=True)
