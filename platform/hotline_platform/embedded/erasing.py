"""Forgetting a server: its data, its passwords, its log."""

import shutil
from pathlib import Path

from hotline_platform.embedded import locks
from hotline_platform.embedded.account import server_account
from hotline_platform.embedded.place import POINTER, Place, existing_place


def erase(folder: Path) -> None:
    """Forget everything kept for `folder`; raises Misconfigured while a living process has a server there."""
    account = server_account()
    place = existing_place(folder.absolute(), account)
    if place is None:
        return
    claim = locks.claim(place)
    try:
        with locks.nothing_left_running(place):
            _remove(place, whole=account.is_borrowed)
            (folder / POINTER).unlink(missing_ok=True)
    finally:
        locks.release(place, claim)


def _remove(place: Place, *, whole: bool) -> None:
    if whole:
        shutil.rmtree(place.root)
        return
    for data in (place.data, place.unfinished_data):
        if data.exists():
            shutil.rmtree(data)
    for file in (place.passwords, place.log, place.previous_log, place.launcher_lock, place.server_lock):
        file.unlink(missing_ok=True)
