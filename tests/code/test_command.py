"""The command line explains itself."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from hotline_web.command import app

README = (Path(__file__).parents[2] / "README.md").read_text()


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command and group below `group`, with the words by which it is called."""
    for name, command in getattr(group, "commands", {}).items():
        yield (*path, name), command
        yield from commands(command, (*path, name))


EVERY = list(commands(typer.main.get_command(app)))


def test_help_lists_every_command_with_a_sentence() -> None:
    assert len(EVERY) > 10
    for path, command in EVERY:
        assert re.match(r"[A-Z].*\.", (command.help or "").strip(), flags=re.DOTALL), path
        above = CliRunner().invoke(app, [*path[:-1], "--help"])
        assert above.exit_code == 0
        assert re.search(rf"[│ ] {path[-1]} +[A-Z]", above.output), path


def test_every_option_says_what_it_is_for() -> None:
    silent = [
        (path, parameter.name)
        for path, command in EVERY
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert silent == []


def test_the_readme_names_every_command() -> None:
    listed = README[README.index("`hotline --help` explains each command:") :].split("\n\n")[0]
    named = set()
    for quoted in re.findall(r"`([a-z][a-z |-]*)`", listed.partition(":")[2]):
        *group, last = quoted.split(" ")
        named |= {" ".join((*group, each)) for each in last.split("|")}
    assert named == {" ".join(path) for path, command in EVERY if not getattr(command, "commands", None)}
