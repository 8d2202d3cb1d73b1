"""How to reach a running server: its socket, and a password for each role."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# A path to a socket may have 107 bytes, and a borrowed account must reach it: this one is short and open everywhere.
SOCKETS = Path("/tmp")  # noqa: S108 - only what mkdtemp makes is used below it
SOCKET_PREFIX = "hotline-"
PORT = 5432

SUPERUSER = "postgres"
OWNER = "hotline_owner"
ROLES = (SUPERUSER, OWNER, "hotline_app", "hotline_reader", "hotline_admin", "hotline_public")


@dataclass(frozen=True)
class Reach:
    """The server listens on a Unix socket only: nothing outside this machine's file permissions can reach it."""

    socket_dir: Path
    passwords: Mapping[str, str] = field(repr=False)
    port: int = PORT

    def url(self, role: str, database: str) -> str:
        """A DSN that asyncpg and psycopg take as it is, and SQLAlchemy with its driver's name put in."""
        # Passwords and the socket's folder are made by us and need no quoting.
        return (
            f"postgresql://{role}:{self.passwords[role]}@/{database}?host={self.socket_dir}&port={self.port}"
        )


def kept_passwords(file: Path) -> dict[str, str]:
    """The passwords kept in `file`, readable by its owner only; those that are missing are made and kept."""
    passwords: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [role for role in ROLES if role not in passwords]
    if missing:
        passwords |= {role: secrets.token_urlsafe(24) for role in missing}
        _keep(file, passwords)
    return passwords


def _keep(file: Path, passwords: Mapping[str, str]) -> None:
    unfinished = file.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(passwords, out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    unfinished.replace(file)
