"""What is committed installs anywhere: no address of a registry, no path of one machine, pins that keep step."""

import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]

# Patterns with one letter in brackets, so that this file may be searched as well.
REGISTRY = re.compile(r"py[p]i\.org|python[h]osted\.org|npm[j]s\.(org|com)|npm[m]irror|deb\.[d]ebian\.org")
MACHINE_PATH = re.compile(r"(?<![\w.>}])/(wor[k]/(main|shared)|roo[t]/|hom[e]/\w|op[t]/(wheels|pypi))")

PINS = [("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt")]
PINS.append(("requirements-node.in", "requirements-node.txt"))


def committed_texts() -> list[tuple[str, str]]:
    """Every file that is or would be committed, with its text; pictures and fonts are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    texts = []
    for name in filter(None, listed.stdout.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            texts.append((name, content.decode()))
    return texts


def wanted(file: str) -> set[str]:
    lines = (ROOT / file).read_text().splitlines()
    return {canonicalize_name(Requirement(line).name) for line in lines if re.match(r"[a-z]", line)}


def pinned(file: str) -> dict[str, Requirement]:
    pins = re.findall(r"^([a-z][^\\\n]*==[^\\\n]*)\\$", (ROOT / file).read_text(), flags=re.MULTILINE)
    return {canonicalize_name(requirement.name): requirement for requirement in map(Requirement, pins)}


def asked_for(file: str, source: str) -> set[str]:
    """The names that `file` says it pins because `source` asks for them."""
    entries = re.split(r"^(?=[a-z])", (ROOT / file).read_text(), flags=re.MULTILINE)
    return {
        canonicalize_name(Requirement(e.split("==")[0].strip()).name)
        for e in entries
        if f"-r {source}\n" in e
    }


def test_no_file_names_a_package_registry() -> None:
    found = [(name, word[0]) for name, text in committed_texts() for word in REGISTRY.finditer(text)]
    assert found == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    found = [(name, path[0]) for name, text in committed_texts() for path in MACHINE_PATH.finditer(text)]
    assert found == []


@pytest.mark.parametrize(("source", "pins"), PINS)
def test_everything_asked_for_is_pinned_and_nothing_else_claims_to_be(source: str, pins: str) -> None:
    assert wanted(source) <= set(pinned(pins)), "run `make requirements`"
    assert asked_for(pins, source) == wanted(source), "run `make requirements`"


@pytest.mark.parametrize("pins", [pins for _, pins in PINS])
def test_every_pin_carries_hashes(pins: str) -> None:
    entries = re.split(r"^(?=[a-z])", (ROOT / pins).read_text(), flags=re.MULTILINE)
    without = [entry.splitlines()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    assert pinned(pins)
    assert without == []


def test_what_is_tested_is_what_is_installed() -> None:
    production, development = pinned("requirements.txt"), pinned("requirements-dev.txt")
    differing = {name for name, pin in production.items() if development[name].specifier != pin.specifier}
    assert differing == set(), "run `make requirements`"


def test_the_environment_holds_the_pinned_versions() -> None:
    stale = {
        name: version(name)
        for name, pin in pinned("requirements-dev.txt").items()
        if (pin.marker is None or pin.marker.evaluate()) and version(name) not in pin.specifier
    }
    assert stale == {}, "run `make setup`"


def test_front_end_packages_are_exact_and_locked_without_addresses() -> None:
    asked = json.loads((ROOT / "web/package.json").read_text())["dependencies"]
    locked = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked
    for name, package in locked.items():
        assert "resolved" not in package
        assert name == "" or package["integrity"].startswith("sha512-")


def test_the_wheel_carries_all_three_layers_with_templates_and_assets(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        str(file.relative_to(root))
        for root in (ROOT / "platform", ROOT / "tenants", ROOT / "web")
        for package in root.glob("hotline_*")
        for file in package.rglob("*")
        if file.is_file() and file.suffix in {".py", ".html", ".css", ".js", ".svg", ".po"}
    }
    assert expected - carried == set()
    assert not any("node_modules" in name for name in carried)


def test_make_help_names_every_target_a_person_types() -> None:
    help_text = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "demo", "test", "check", "bench", "requirements"):
        assert re.search(rf"^  make {target} ", help_text, flags=re.MULTILINE)


def test_make_demo_hands_port_and_reset_on() -> None:
    shown = subprocess.run(
        ["make", "--dry-run", "demo", "PORT=8123", "RESET=1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "exec .venv/bin/hotline demo --port 8123 --reset" in shown


def test_an_old_python_is_refused_in_a_plain_sentence(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("pyproject.toml", "requirements-dev.txt"):
        (tmp_path / name).touch()
    done = subprocess.run(
        ["make", "setup", "PYTHON=false"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "This needs Python 3.11 or newer, and 'false' is not." in done.stderr
    assert not (tmp_path / ".venv").exists()
