"""The data of a server, made once, and the settings it runs with."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hotline_platform.embedded.account import Account
from hotline_platform.embedded.place import Place
from hotline_platform.embedded.reach import PORT, SOCKET_PREFIX, SOCKETS, SUPERUSER
from hotline_platform.errors import Message, Misconfigured


def make_data(place: Place, binaries: Path, account: Account, password: str, *, durable: bool) -> None:
    """Make the data in a neighbouring folder and rename it: half-made data are never started."""
    unfinished = place.unfinished_data
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.own(unfinished)
    with tempfile.NamedTemporaryFile(dir=SOCKETS, prefix=SOCKET_PREFIX) as password_file:
        password_file.write(password.encode())
        password_file.flush()
        account.own(Path(password_file.name))
        arguments = [f"--pgdata={unfinished}", f"--username={SUPERUSER}", f"--pwfile={password_file.name}"]
        arguments += [
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            *([] if durable else ["--no-sync"]),
        ]
        done = subprocess.run(
            [str(binaries / "initdb"), *arguments],
            **started_as(account),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        raise Misconfigured(Message("initdb failed:\n%(output)s", {"output": done.stdout[-2000:]}))
    unfinished.rename(place.data)


def refuse_other_version(place: Place, version: int) -> None:
    """Raise Misconfigured when the data were made by another major version."""
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(version):
        raise Misconfigured(
            Message(
                "The data in %(data)s were made by PostgreSQL %(made_by)s, not %(version)s.",
                {"data": str(place.data), "made_by": made_by, "version": version},
            )
        )


def settings_for(version: int, *, durable: bool) -> dict[str, str]:
    """PostgreSQL's settings for a machine that does many other things."""
    settings = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %q%u@%d ",
        "max_connections": "60",
        "shared_buffers": "64MB",
        "max_wal_size": "512MB",
        "jit": "off",
    }
    if version >= 18:
        settings["io_method"] = "sync"  # no worker processes for reading: memory counts more here
    if not durable:
        settings |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "wal_level": "minimal",
            "max_wal_senders": "0",
        }
    return settings


def started_as(account: Account) -> dict[str, Any]:
    """What `subprocess` is told about a program of the server: who it is, and nothing of our environment."""
    told: dict[str, Any] = {"cwd": "/", "env": {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, "umask": 0o077}
    if account.is_borrowed:
        told |= {"user": account.user, "group": account.group, "extra_groups": []}
    return told
