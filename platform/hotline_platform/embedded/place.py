"""Where a server keeps its data: below the caller's folder, or for root where the borrowed account can reach it."""

import fcntl
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hotline_platform.embedded.account import Account
from hotline_platform.embedded.programs import shared_by_root
from hotline_platform.errors import Message, Misconfigured

POINTER = "embedded-place"


@dataclass(frozen=True)
class Place:
    """The files of one server. `root` belongs to who starts the server, `data` to the account it runs as."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def unfinished_data(self) -> Path:
        return self.root / "data.unfinished"

    @property
    def passwords(self) -> Path:
        return self.root / "passwords.json"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def previous_log(self) -> Path:
        return self.root / "server.previous.log"

    @property
    def launcher_lock(self) -> Path:
        """Locked by the process that started the server, for as long as it lives."""
        return self.root / "launcher.lock"

    @property
    def server_lock(self) -> Path:
        """Locked by every process of the server itself, so that its pid file can be trusted or thrown away."""
        return self.root / "server.lock"

    @property
    def owner(self) -> Path:
        return self.root / "belongs-to"

    @property
    def throwaway(self) -> Path:
        return self.root / "throwaway"

    def pid_file(self) -> list[str]:
        """The lines of the server's pid file: process, data, start, port, socket folder, …, state. Empty: none."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def in_use(self) -> bool:
        """Whether a process of the server is alive."""
        try:
            with self.server_lock.open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False


def place_for(folder: Path, account: Account, *, durable: bool) -> Place:
    """The place that belongs to `folder`, made when there is none."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError:
        raise Misconfigured(_not_yours(folder)) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise Misconfigured(_not_yours(folder))
    if not account.is_borrowed:
        return Place(folder)
    return existing_place(folder, account) or _new_place(folder, durable=durable)


def existing_place(folder: Path, account: Account) -> Place | None:
    """The place that belongs to `folder`, if it has been made."""
    if not account.is_borrowed:
        return Place(folder) if folder.is_dir() else None
    try:
        root = Path((folder / POINTER).read_text().strip())
    except FileNotFoundError:
        return None
    # The pointer may have been written by anybody who may write to the folder: it is followed only to a place that
    # root made for this folder.
    if root.parent != shared_by_root() or not root.is_dir() or root.is_symlink():
        return None
    place = Place(root)
    return place if _belongs_to(place) == str(folder.resolve()) else None


def _new_place(folder: Path, *, durable: bool) -> Place:
    shared = shared_by_root()
    _remove_abandoned(shared, folder)
    root = Path(tempfile.mkdtemp(prefix="database-", dir=shared))
    root.chmod(0o755)
    place = Place(root)
    place.owner.write_text(str(folder.resolve()))
    if not durable:
        place.throwaway.touch()
    (folder / POINTER).write_text(f"{root}\n")
    return place


def _remove_abandoned(shared: Path, folder: Path) -> None:
    """A place whose folder lost its pointer was erased by its owner; a throwaway one goes with its folder."""
    for place in map(Place, shared.glob("database-*")):
        owner = _belongs_to(place)
        if owner is None or place.in_use():
            continue
        if owner == str(folder.resolve()) or (place.throwaway.exists() and not Path(owner).exists()):
            shutil.rmtree(place.root, ignore_errors=True)


def _belongs_to(place: Place) -> str | None:
    try:
        return place.owner.read_text()
    except FileNotFoundError:
        return None


def _not_yours(folder: Path) -> Message:
    return Message(
        "%(folder)s belongs to another account: remove it, or start as the account that made it.",
        {"folder": str(folder)},
    )
