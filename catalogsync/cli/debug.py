"""`debug parse`, `debug match` and `resolve`: what our parsers and rules make of something, without any store."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from catalogsync.adapters.platforms.debug_parse import parse_answer
from catalogsync.cli.exits import Exit
from catalogsync.cli.output import print_json, print_jsonl
from catalogsync.domain.links import LinkError, parse_link
from catalogsync.domain.matching.cases import judge_cases
from catalogsync.pipeline.errors import Refusal

debug_app = typer.Typer(no_args_is_help=True, help="Look over the shoulder of parsers and rules.")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(debug_app, name="debug")
    app.command()(resolve)


@debug_app.command("parse")
def parse(
    platform: Annotated[str, typer.Argument(help="netease, qq, kuwo, migu, qianqian, kugou")],
    operation: Annotated[
        str,
        typer.Argument(
            help="categories, playlist-list, toplist-list, playlist-detail, toplist-detail, song-detail, search,"
            " song-url, lyric"
        ),
    ],
    file: Annotated[Path, typer.Argument(help="A raw answer; - is stdin.")],
) -> None:
    """What our parser makes of a platform's raw answer, as JSON (schema: docs/debug-parse.md).

    catalogsync debug parse netease playlist-detail answer.json
    """
    document, well = parse_answer(platform, operation, _read(file))
    print_jsonl(document)
    raise typer.Exit(int(Exit.OK if well else Exit.WITH_FAILURES))


@debug_app.command("match")
def match(file: Annotated[Path, typer.Argument(help="Cases, one JSON object per line; - is stdin.")]) -> None:
    """Which candidates our matching rules accept and hold, case by case."""
    well = True
    for line in judge_cases(_read(file).decode("utf-8", "replace").splitlines()):
        well = well and "error" not in line
        print_jsonl(line)
    raise typer.Exit(int(Exit.OK if well else Exit.WITH_FAILURES))


def resolve(
    links: Annotated[list[str], typer.Argument(help="Share addresses, or text with one in it.")],
) -> None:
    """Say what a share address is: platform, kind and id.

    catalogsync resolve 'https://music.163.com/#/playlist?id=131149308'
    """
    items: list[dict[str, str | None]] = []
    well = True
    for text in links:
        try:
            link = parse_link(text)
        except LinkError as e:
            well = False
            items.append({"text": text, "error": str(e)})
        else:
            items.append(
                {"text": text, "platform": link.platform, "kind": str(link.kind), "id": link.remote_id}
            )
    print_json("resolve", items=items)
    raise typer.Exit(int(Exit.OK if well else Exit.USAGE))


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as e:
        raise Refusal(f"cannot read {file}: {e.strerror or e}") from None
