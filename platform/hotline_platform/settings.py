"""Settings of one process, read from HOTLINE_* variables; a wrong one stops the process with its name."""

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from hotline_platform.errors import N_, Message, Misconfigured

Environment = Literal["development", "test", "production"]
DatabaseRole = Literal["app", "reader", "admin", "public", "owner"]
DATABASE_ROLES: tuple[DatabaseRole, ...] = ("app", "reader", "admin", "public", "owner")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MESSAGES_SECRETS = ("MESSAGES_SECRET", "MESSAGES_REPORT_SECRET")

DEVELOPMENT_SECRET = "development-only-secret-never-in-production"  # noqa: S105 - refused in production


def _text(value: str) -> str:
    return value


def _count(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("must be 1 or more")
    return number


def _yes_no(value: str) -> bool:
    if value.lower() not in {"yes", "no"}:
        raise ValueError("must be yes or no")
    return value.lower() == "yes"


def _environment(value: str) -> str:
    if value not in {"development", "test", "production"}:
        raise ValueError("must be development, test or production")
    return value


def _database_url(value: str) -> str:
    if not value.startswith("postgresql://"):
        raise ValueError("must begin with postgresql://")
    return value


def _secret(value: str) -> str:
    if len(value) < 32:
        raise ValueError("must have at least 32 characters")
    return value


def _s3_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not all(
        (parts.hostname, parts.username, parts.password, parts.path.strip("/"))
    ):
        raise ValueError("must read https://KEY:SECRET@host/bucket")
    return value


def _scanner(value: str) -> str:
    parts = urlsplit(value)
    if not (parts.scheme == "tcp" and parts.hostname and parts.port) and not (
        parts.scheme == "unix" and parts.path
    ):
        raise ValueError("must read tcp://host:port or unix:/path")
    return value


def _gateway(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise ValueError("must read https://host/path")
    return value


def _networks(value: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one.strip()) for one in value.split(",") if one.strip())


@dataclass(frozen=True)
class Setting:
    """One variable: its name without HOTLINE_, what it means, how it is read, its default (None: required)."""

    name: str
    meaning: str
    read: Callable[[str], Any]
    default: str | None = None


SETTINGS: tuple[Setting, ...] = (
    Setting("ENVIRONMENT", "development, test or production; production refuses development secrets", _environment,
            "development"),
    Setting("DATABASE_URL", "the application's own role (hotline_app), postgresql://…", _database_url),
    Setting("READER_URL", "the role of views over several tenants (hotline_reader)", _database_url),
    Setting("ADMIN_URL", "the role that keeps the registry of tenants (hotline_admin)", _database_url),
    Setting("PUBLIC_URL", "the role of the public pages (hotline_public)", _database_url),
    Setting("OWNER_URL", "the role that owns the schema; needed by `hotline migrate` only", _database_url, ""),
    Setting("SECRET", "key of query codes and form tokens; at least 32 characters", _secret, DEVELOPMENT_SECRET),
    Setting("SEAL_KEY", "key with which the heads of event chains are sealed; kept outside the database", _secret,
            DEVELOPMENT_SECRET),
    Setting("POOL_SIZE", "connections each process keeps per role", _count, "5"),
    Setting("THREADS", "threads of one worker process", _count, "4"),
    Setting("WEB_WORKERS", "web processes of `hotline serve`", _count, "1"),
    Setting("PGBOUNCER", "yes when a pooler in transaction mode stands in between (statement caches off)", _yes_no,
            "no"),
    Setting("COOKIE_SECURE", "no only where the product is tried without TLS", _yes_no, "yes"),
    Setting("BEHIND_PROXY", "yes where a proxy sets X-Forwarded-For; then its last entry is the client's address",
            _yes_no, "no"),
    Setting("SESSION_HOURS", "hours after which a session ends", _count, "12"),
    Setting("EXPORT_ROWS", "largest number of rows in one Excel export", _count, "50000"),
    Setting("WEBHOOK_NETWORKS", "networks inside one's own walls to which webhooks may go, for instance 10.2.0.0/16,10.9.8.0/24",
            _networks, ""),
    Setting("FILES_DIR", "folder for files of cases and for reports of imports; all processes share it", _text,
            "var/files"),
    Setting("FILES_URL", "an S3 store for files of cases instead of that folder: https://KEY:SECRET@host/bucket",
            _s3_url, ""),
    Setting("VIRUS_SCANNER", "ClamAV's daemon, tcp://host:port or unix:/path; without one no file is scanned",
            _scanner, ""),
    Setting("MESSAGES_URL", "the gateway for texts and calls, https://host/path; without one they are only logged",
            _gateway, ""),
    Setting("MESSAGES_SECRET", "what proves us to the gateway (bearer token); at least 32 characters", _secret, ""),
    Setting("MESSAGES_REPORT_SECRET", "key with which the gateway signs its delivery reports; at least 32 characters",
            _secret, ""),
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """All settings of a process; `urls` holds a DSN for each database role."""

    environment: Environment
    urls: Mapping[DatabaseRole, str]
    secret: str
    seal_key: str
    pool_size: int = 5
    threads: int = 4
    web_workers: int = 1
    pgbouncer: bool = False
    cookie_secure: bool = True
    behind_proxy: bool = False
    session_hours: int = 12
    export_rows: int = 50_000
    webhook_networks: tuple[Network, ...] = ()
    files_dir: str = "var/files"
    files_url: str = ""
    virus_scanner: str = ""
    messages_url: str = ""
    messages_secret: str = field(default="", repr=False)
    messages_report_secret: str = field(default="", repr=False)

    @property
    def cheap_passwords(self) -> bool:
        """Tests hash passwords at the lowest cost that argon2 knows."""
        return self.environment == "test"


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read every variable of SETTINGS; raises Misconfigured naming each one that is missing, wrong or unknown."""
    values: dict[str, Any] = {}
    wrong: list[str] = []
    known = {f"HOTLINE_{setting.name}" for setting in SETTINGS}
    wrong += [
        f"{name} is not a setting"
        for name in environment
        if name.startswith("HOTLINE_") and name not in known
    ]
    for setting in SETTINGS:
        given = environment.get(f"HOTLINE_{setting.name}", setting.default)
        if given is None:
            wrong.append(f"HOTLINE_{setting.name} is missing: {setting.meaning}")
            continue
        try:
            values[setting.name] = setting.read(given) if given else ""
        except ValueError as error:
            wrong.append(f"HOTLINE_{setting.name} {error}")
    wrong += _wrong_gateway(values)
    if values.get("ENVIRONMENT") == "production":
        wrong += [
            f"HOTLINE_{name} still holds the development secret"
            for name in ("SECRET", "SEAL_KEY", *MESSAGES_SECRETS)
            if values.get(name) == DEVELOPMENT_SECRET
        ]
        if values.get("SECRET") == values.get("SEAL_KEY"):
            wrong.append("HOTLINE_SECRET and HOTLINE_SEAL_KEY must differ")
        if not values.get("COOKIE_SECURE"):
            wrong.append("HOTLINE_COOKIE_SECURE must be yes in production")
    if wrong:
        raise Misconfigured(_wrong_settings(wrong))
    return Settings(
        environment=cast(Environment, values["ENVIRONMENT"]),
        urls={
            "app": values["DATABASE_URL"],
            "reader": values["READER_URL"],
            "admin": values["ADMIN_URL"],
            "public": values["PUBLIC_URL"],
            "owner": values["OWNER_URL"],
        },
        secret=values["SECRET"],
        seal_key=values["SEAL_KEY"],
        pool_size=values["POOL_SIZE"],
        threads=values["THREADS"],
        web_workers=values["WEB_WORKERS"],
        pgbouncer=values["PGBOUNCER"],
        cookie_secure=values["COOKIE_SECURE"],
        behind_proxy=values["BEHIND_PROXY"],
        session_hours=values["SESSION_HOURS"],
        export_rows=values["EXPORT_ROWS"],
        webhook_networks=values["WEBHOOK_NETWORKS"] or (),
        files_dir=values["FILES_DIR"],
        files_url=values["FILES_URL"],
        virus_scanner=values["VIRUS_SCANNER"],
        messages_url=values["MESSAGES_URL"],
        messages_secret=values["MESSAGES_SECRET"],
        messages_report_secret=values["MESSAGES_REPORT_SECRET"],
    )


def _wrong_gateway(values: Mapping[str, Any]) -> list[str]:
    """A gateway without its secrets would be a door that nobody watches."""
    if not values.get("MESSAGES_URL"):
        return []
    found = [
        f"HOTLINE_{name} is missing: HOTLINE_MESSAGES_URL needs it"
        for name in MESSAGES_SECRETS
        if values.get(name) == ""
    ]
    if values.get("ENVIRONMENT") == "production" and not str(values["MESSAGES_URL"]).startswith("https:"):
        found.append("HOTLINE_MESSAGES_URL must begin with https:// in production")
    return found


def _wrong_settings(wrong: list[str]) -> Message:
    return N_("The settings are wrong: %(wrong)s", wrong="; ".join(wrong))
