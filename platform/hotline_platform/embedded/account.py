"""Which account the server runs as: one's own, or `nobody` for root, whom PostgreSQL refuses."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from hotline_platform.errors import Message, Misconfigured

UNPRIVILEGED = "nobody"


@dataclass(frozen=True)
class Account:
    """Numbers for `subprocess`; None where the process simply stays who it is."""

    user: int | None = None
    group: int | None = None

    @property
    def is_borrowed(self) -> bool:
        """Whether the server runs as somebody other than the one who starts it."""
        return self.user is not None

    def own(self, path: Path) -> None:
        """Hand `path` over to the account."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def server_account() -> Account:
    """The account for this process's servers; root borrows an existing one, for initdb wants a known name."""
    if os.geteuid() != 0:
        return Account()
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise Misconfigured(
            Message("PostgreSQL does not run as root, and there is no account 'nobody' here to run it as.")
        ) from None
    return Account(entry.pw_uid, entry.pw_gid)
