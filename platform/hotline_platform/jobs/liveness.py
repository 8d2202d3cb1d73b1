"""The connections of a worker process: one whose advisory lock says that it lives, one that listens."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from dramatiq.errors import ConnectionClosed, ConnectionFailed
from psycopg.rows import dict_row

from hotline_platform.jobs.statements import LIVENESS, LOST_LIMIT, RELEASE_LOST, for_psycopg

CHANNEL = "hotline_jobs"
_WATCH_SECONDS = 0.4
_RECONNECT_SECONDS = 1.0
# A lost commit of a claim or an acknowledgement only means one more run, so none waits for the disk. Statistics
# of a queue table are always out of date: without the first two settings a plan made while it was empty would
# read a burst from end to end. The keepalives let the server notice a machine that lost its power.
_OPTIONS = (
    "-c enable_seqscan=off -c enable_bitmapscan=off -c jit=off -c synchronous_commit=off "
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)
_RELEASE_LOST = for_psycopg(RELEASE_LOST)
_LOST = {"lost_limit": LOST_LIMIT, "liveness": LIVENESS, "channel": CHANNEL}

log = logging.getLogger(__name__)


class Lifeline:
    """One connection for claims and acknowledgements; while it stands, `worker` is this process's number.

    It needs a session of its own: a pooler in transaction mode must not stand in between. Safe between threads.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[dict[str, Any]] | None = None
        self.worker = 0

    def run(self, statement: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Run one statement; `worker` defaults to this process's number.

        Raises ConnectionFailed or ConnectionClosed, after which the next call connects under a new number.
        """
        with self._lock:
            connection = self._connected()
            try:
                # Never prepared: a plan must see how long the table is now.
                cursor = connection.execute(
                    statement, {"worker": self.worker, **(parameters or {})}, prepare=False
                )
                return cursor.fetchall() if cursor.description else []
            except psycopg.OperationalError as error:
                connection.close()
                self._connection = None
                raise ConnectionClosed(type(error).__name__) from error  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Let go of the lock and the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _connected(self) -> psycopg.Connection[dict[str, Any]]:
        if self._connection is None:
            try:
                self._connection = self._connect()
            except psycopg.OperationalError as error:
                raise ConnectionFailed(type(error).__name__) from error  # type: ignore[no-untyped-call]
        return self._connection

    def _connect(self) -> psycopg.Connection[dict[str, Any]]:
        connection = psycopg.connect(
            self._url,
            autocommit=True,
            row_factory=dict_row,
            options=_OPTIONS,
            application_name="hotline-jobs",
        )
        while True:
            worker = 1 + secrets.randbelow(2**31 - 1)
            row = connection.execute(
                "SELECT pg_try_advisory_lock(%s, %s) AS got", (LIVENESS, worker)
            ).fetchone()
            if row is not None and row["got"]:
                self.worker = worker
                return connection


class Watch(threading.Thread):
    """Wakes consumers when a job is announced, and gives back the jobs of workers that have died."""

    def __init__(self, url: str, lifeline: Lifeline, wake: Callable[[str], None]) -> None:
        super().__init__(name="hotline-jobs-watch", daemon=True)
        self._url = url
        self._lifeline = lifeline
        self._wake = wake
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.is_set():
            try:
                self._listen()
            except (psycopg.OperationalError, ConnectionClosed, ConnectionFailed):
                log.warning("the database of the jobs is out of reach; trying again")
                time.sleep(_RECONNECT_SECONDS)

    def end(self) -> None:
        """Stop within half a second."""
        self._ended.set()
        self.join(timeout=2 * _WATCH_SECONDS)

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True, application_name="hotline-jobs-watch") as connection:
            connection.execute(f"LISTEN {CHANNEL}")
            while not self._ended.is_set():
                # Any worker may find the dead one; the announcement reaches all that serve the queue.
                self._lifeline.run(_RELEASE_LOST, _LOST)
                for note in connection.notifies(timeout=_WATCH_SECONDS):
                    self._wake(note.payload)
