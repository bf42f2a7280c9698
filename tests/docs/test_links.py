"""Every relative link of our pages leads to a file, and every command they show exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from catalogsync.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda page: page.relative_to(ROOT).as_posix()
)


def links(text: str) -> Iterator[str]:
    """Where links and pictures lead, inside this repository, without the part of a page."""
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL)):
        if not re.match(r"[a-z]+:|#", target):
            yield target.partition("#")[0]


def shown_commands(text: str) -> Iterator[list[str]]:
    """The words of each command line in an indented or fenced block."""
    for line in re.findall(
        r"^(?:    |  +|)\$? *(?:\.venv/bin/)?catalogsync +(.+)$", text, flags=re.MULTILINE
    ):
        try:
            yield shlex.split(re.split(r" +#|\s*[|&>]|…", line)[0])
        except ValueError:
            continue


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    dead = [link for link in links(page.read_text("utf-8")) if not (page.parent / link).exists()]

    assert dead == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_that_are_shown_exist_with_their_flags(page: Path) -> None:
    whole = typer.main.get_command(app)
    for words in shown_commands(page.read_text("utf-8")):
        command, path = whole, list(words)
        while path and hasattr(command, "get_command"):
            found = command.get_command(
                whole.make_context("catalogsync", [], resilient_parsing=True), path[0]
            )
            if found is None:
                break
            command, path = found, path[1:]
        known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
        unknown = [word for word in path if word.startswith("--") and word.partition("=")[0] not in known]

        assert not hasattr(command, "get_command") or not path or path[0].startswith("-"), words
        assert unknown in ([], ["--help"]), words
