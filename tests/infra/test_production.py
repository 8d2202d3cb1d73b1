"""What an installation is made of names what exists, and is written the way its readers want it."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hotline_platform.embedded.account import server_account
from hotline_platform.embedded.cluster import started_as
from hotline_platform.embedded.programs import programs
from hotline_platform.settings import SETTINGS, settings_from
from hotline_web.command import app

pytestmark = pytest.mark.long

INFRA = Path(__file__).parents[2] / "infra"
PRODUCTION = INFRA / "production"
FILES = sorted(file for file in INFRA.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
UNITS = sorted((PRODUCTION / "systemd").iterdir())
SCRIPTS = sorted(PRODUCTION.rglob("*.sh"))
KNOWN = {f"HOTLINE_{setting.name}" for setting in SETTINGS}


def variables(name: str) -> dict[str, str]:
    """The lines of one of the examples, with the keys that an administrator makes filled in."""
    lines = (PRODUCTION / name).read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {key: value or f"{key}-made-by-openssl-rand-base64-48" for key, value in given.items()}


def test_every_variable_named_in_infra_is_a_setting() -> None:
    named = {
        (file.relative_to(INFRA).as_posix(), name)
        for file in FILES
        for name in re.findall(r"\bHOTLINE_[A-Z_]*[A-Z]\b", file.read_text())
    }
    assert {one for one in named if one[1] not in KNOWN} == set()
    assert named


def test_the_example_of_settings_is_taken_by_production_and_the_owner_stays_apart() -> None:
    settings = settings_from(variables("hotline.env.example"))
    assert settings.environment == "production"
    assert settings.behind_proxy
    assert settings.urls["owner"] == ""
    assert settings_from(variables("hotline.env.example") | variables("owner.env.example")).urls["owner"]


def test_every_command_that_a_unit_or_the_handbook_calls_exists() -> None:
    known = {command.name or "" for command in app.registered_commands}
    known |= {group.name or "" for group in app.registered_groups}
    texts = [
        file.read_text() for file in (*UNITS, *SCRIPTS, PRODUCTION / "Dockerfile", INFRA / "HANDBOOK.md")
    ]
    called = {word for text in texts for word in re.findall(r"(?:bin/|`| )hotline ([a-z]+)", text)}
    called -= {"and", "in", "is", "on", "as"}
    assert called <= known
    assert {"serve", "worker", "migrate"} <= called


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_runs_without_privileges(unit: Path) -> None:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(unit)
    if unit.suffix == ".service":
        service = read["Service"]
        assert service["User"] != "root"
        assert service["NoNewPrivileges"] == "yes"
        assert service["ProtectSystem"] == "strict"
        assert service["CapabilityBoundingSet"] == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_no_fault_in_the_units_but_programs_that_are_not_here(tmp_path: Path) -> None:
    for unit in UNITS:
        shutil.copy(unit, tmp_path)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *sorted(str(file) for file in tmp_path.iterdir())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    faults = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert [line for line in faults if "hotline" in line] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_read_by_the_shell_and_stops_at_the_first_fault(script: Path) -> None:
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert "\nset -eu\n" in script.read_text()
    assert os.access(script, os.X_OK)


def test_the_compose_file_gives_the_owner_to_the_migration_only() -> None:
    text = (PRODUCTION / "compose" / "compose.yaml").read_text()
    services = dict(
        re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", text.partition("\nservices:\n")[2], re.MULTILINE)
    )
    assert set(services) == {"database", "migrate", "web", "worker", "proxy"}
    assert {name for name, content in services.items() if "owner.env" in content} == {"migrate"}
    assert {name for name, content in services.items() if "<<: *hotline" in content} == {
        "migrate",
        "web",
        "worker",
    }


def test_postgresql_knows_the_archiving_settings() -> None:
    text = (PRODUCTION / "backup" / "archiving.conf").read_text()
    wanted = {name for name, _ in re.findall(r"^(\w+) = (.+)$", text, re.MULTILINE)}
    described = subprocess.run(
        [str(programs(18, server_account()) / "postgres"), "--describe-config"],
        capture_output=True, text=True, check=True, **started_as(server_account()),
    ).stdout  # fmt: skip
    assert wanted == {"archive_mode", "archive_timeout", "archive_command"}
    assert wanted <= {line.split("\t")[0] for line in described.splitlines()}
