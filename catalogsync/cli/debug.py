"""`debug parse`, `debug match` and `resolve`: what our parsers and rules make of something, without any store."""

from __future__ import annotations

import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from catalogsync.cli.exits import Exit
from catalogsync.cli.flags import AsJson, ConfigFile, EnvFile, Gateway, settings_from
from catalogsync.cli.output import brief, print_json, print_jsonl, print_table, say
from catalogsync.domain.ids import PLATFORMS
from catalogsync.domain.links import LinkError, LinkKind, parse_link
from catalogsync.pipeline.errors import PlatformError, Refusal

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
    from catalogsync.adapters.platforms.debug_parse import parse_answer

    document, well = parse_answer(platform, operation, _read(file))
    print_jsonl(document)
    raise typer.Exit(int(Exit.OK if well else Exit.WITH_FAILURES))


@debug_app.command("match")
def match(file: Annotated[Path, typer.Argument(help="Cases, one JSON object per line; - is stdin.")]) -> None:
    """Which candidates our matching rules accept and hold, case by case."""
    from catalogsync.domain.matching.cases import judge_cases  # the others do not wait for its tables

    well = True
    for line in judge_cases(_read(file).decode("utf-8", "replace").splitlines()):
        well = well and "error" not in line
        print_jsonl(line)
    raise typer.Exit(int(Exit.OK if well else Exit.WITH_FAILURES))


@debug_app.command("record")
def record(
    folder: Annotated[Path, typer.Argument(help="Where the recording goes.")],
    platforms: Annotated[str, typer.Option("--platforms", help="Only these.")] = ",".join(PLATFORMS),
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
) -> None:
    """Ask platforms what `doctor` asks and keep the raw answers, scrubbed of cookies and personal ids.

    catalogsync debug record tunes-report --platforms kuwo
    """
    from catalogsync.adapters.platforms.recording import Recorder
    from catalogsync.bootstrap.outside import open_sources
    from catalogsync.pipeline.doctor import examine

    settings = settings_from(env_file=env_file, config=config, gateway=gateway).settings
    recorder = Recorder(folder)
    with ExitStack() as stack:
        sources = open_sources(settings, stack, recorder)
        for name in (part.strip() for part in platforms.split(",")):
            if name not in PLATFORMS:
                raise Refusal(f"unknown platform {name!r}; choose from {', '.join(PLATFORMS)}")
            for finding in examine(name, sources):
                say(f"{finding.platform} {finding.operation}: {finding.state} {finding.detail}")
    say(
        f"{len(list(folder.glob('*.body')))} answers in {folder}; look through them before you send them to anyone"
    )


@debug_app.command("replay")
def replay(
    folder: Annotated[Path, typer.Argument(help="A recording.")],
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.", min=0, max=65535)] = 18091,
) -> None:
    """Serve a recording as a gateway: `--gateway http://127.0.0.1:18091` then meets these very answers."""
    from catalogsync.adapters.platforms.recording import Recording

    with Recording(folder).served(port=port) as address:
        say(f"serving {folder} at {address}; Ctrl-C ends it")
        threading.Event().wait()


def resolve(
    links: Annotated[list[str], typer.Argument(help="Share addresses, or text with one in it.")],
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask nobody where a short address leads.")
    ] = False,
    as_json: AsJson = False,
    gateway: Gateway = None,
    env_file: EnvFile = None,
    config: ConfigFile = None,
) -> None:
    """Say what a share address is: platform, kind and id.

    catalogsync resolve 'https://music.163.com/#/playlist?id=131149308'
    """
    from catalogsync.cli.picking import long_link

    items: list[dict[str, str | None]] = []
    well = True
    for text in links:
        try:
            link = parse_link(text)
            if link.kind is LinkKind.SHORT and not offline:
                link = long_link(
                    settings_from(env_file=env_file, config=config, gateway=gateway).settings, link
                )
        except (LinkError, PlatformError) as e:
            well = False
            items.append({"text": text, "error": str(e)})
        else:
            items.append(
                {"text": text, "platform": link.platform, "kind": str(link.kind), "id": link.remote_id}
            )
    if as_json:
        print_json("resolve", items=items)
    else:
        found = [item for item in items if "error" not in item]
        if found:
            rows = [tuple(item[name] for name in ("platform", "kind", "id", "text")) for item in found]
            print_table(("platform", "kind", "id", "address"), rows, empty="")
        for item in items:
            if "error" in item:
                say(f"{brief(item['text'])}: {item['error']}")
    raise typer.Exit(int(Exit.OK if well else Exit.USAGE))


def _read(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except OSError as e:
        raise Refusal(f"cannot read {file}: {e.strerror or e}") from None
