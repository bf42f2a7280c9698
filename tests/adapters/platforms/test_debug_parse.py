"""One schema for all platforms, a document for any bytes, and docs that name every member."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from catalogsync.adapters.platforms.debug_parse import OPERATIONS, SCHEMA, parse_answer
from catalogsync.adapters.platforms.shapes import ListingPage, Offer
from catalogsync.pipeline.errors import Failure, Refusal, UnexpectedAnswer, VipOnly
from catalogsync.pipeline.ports import (
    ArtistCredit,
    Category,
    Entry,
    Grant,
    Listing,
    Lyric,
    LyricKind,
    PlaylistRef,
    PoolPage,
    Quality,
    SongInfo,
)

SONG = SongInfo("migu", "60054704028", "告白气球", (ArtistCredit("周杰伦", "112"),), duration_ms=215_000)
REF = PlaylistRef("migu", "7", "歌单", track_count=3)
PAGE = ListingPage(Listing(REF, (Entry("60054704028", SONG), Entry("2"))), complete=False, missing_ids=("2",))
GRANT = Grant("https://cdn.example/a.mp3", Quality.HIGH, "mp3", size_bytes=9, bitrate=320_000)
FOUND: dict[str, Any] = {
    "categories": (Category("1", "流行", "风格"),),
    "playlist-list": PoolPage((REF,), "2", 40),
    "toplist-list": (REF,),
    "playlist-detail": PAGE,
    "toplist-detail": PAGE,
    "song-detail": (SONG,),
    "search": (SONG,),
    "song-url": (Offer("1", GRANT, None), Offer("2", None, Failure.VIP, "440013")),
    "lyric": Lyric(LyricKind.TEXT, "[00:01.00]a"),
}


@pytest.fixture
def parsers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A platform whose parsers find what FOUND says; a test may put other parsers in."""
    module = ModuleType("catalogsync.adapters.platforms.migu")
    parsers: dict[str, Any] = {name: (lambda raw, found=found: found) for name, found in FOUND.items()}
    vars(module)["PARSERS"] = parsers
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return parsers


def members(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(members(inner) for inner in value.values()))
    return set().union(*(members(inner) for inner in value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_one_document_and_the_docs_name_its_members(
    parsers: dict[str, Any], operation: str
) -> None:
    document, ok = parse_answer("migu", operation, b"{}")

    assert ok
    assert {"schema": SCHEMA, "platform": "migu", "operation": operation, "ok": True} == {
        key: document[key] for key in ("schema", "platform", "operation", "ok")
    }
    assert json.loads(json.dumps(document)) == document
    docs = (Path(__file__).parents[3] / "docs" / "debug-parse.md").read_text(encoding="utf-8")
    assert set() == {
        name for name in members(document) if f"`{name}`" not in docs and f'"{name}"' not in docs
    }


def test_a_listing_shows_its_order_and_whether_it_is_whole(parsers: dict[str, Any]) -> None:
    result = parse_answer("migu", "playlist-detail", b"")[0]["result"]

    assert (3, False, ["2"]) == (result["track_count"], result["complete"], result["missing_ids"])
    assert ["60054704028", "2"] == [entry["song_id"] for entry in result["entries"]]
    assert result["entries"][1]["song"] is None


def test_a_refusal_is_shown_as_the_outcome_it_is(parsers: dict[str, Any]) -> None:
    def refuse(raw: bytes) -> None:
        raise VipOnly("migu", "song-url", "members only", code="440013", hint="log in")

    parsers["song-url"] = refuse
    document, ok = parse_answer("migu", "song-url", b"")

    assert not ok
    assert {
        "failure": "vip",
        "code": "440013",
        "message": "members only",
        "missing": None,
        "hint": "log in",
    } == document["error"]


def test_an_answer_that_grants_nothing_is_no_success_and_shows_its_offers(parsers: dict[str, Any]) -> None:
    parsers["song-url"] = lambda raw: (Offer("2", None, Failure.TRIAL, "60", trial=True),)
    document, ok = parse_answer("migu", "song-url", b"")

    assert not ok
    assert ("trial", True) == (document["error"]["failure"], document["result"]["offers"][0]["trial"])


def test_a_changed_shape_says_what_was_missing(parsers: dict[str, Any]) -> None:
    def miss(raw: bytes) -> None:
        raise UnexpectedAnswer("migu", "search", "data.items")

    parsers["search"] = miss

    assert "data.items" == parse_answer("migu", "search", b"")[0]["error"]["missing"]


def test_a_crash_of_ours_is_a_document_too(parsers: dict[str, Any]) -> None:
    parsers["search"] = lambda raw: 1 / 0
    document, ok = parse_answer("migu", "search", b"")

    assert (False, "bug", "ZeroDivisionError") == (
        ok,
        document["error"]["failure"],
        document["error"]["code"],
    )


def test_an_unknown_platform_or_operation_is_refused_with_the_known_ones(parsers: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="qianqian"):
        parse_answer("spotify", "search", b"")
    with pytest.raises(Refusal, match="playlist-list"):
        parse_answer("migu", "dance", b"")
    del parsers["categories"]
    with pytest.raises(Refusal, match="migu has no categories"):
        parse_answer("migu", "categories", b"")


def test_words_that_take_a_second_request_are_named() -> None:
    candidate = {"id": "1", "accesskey": "k", "song": "纸船", "singer": "甲", "duration": 201000}
    raw = json.dumps({"status": 200, "proposal": "1", "candidates": [candidate]}).encode()
    document, ok = parse_answer("kugou", "lyric", raw)

    assert ok
    assert ("found", ["纸船 / 甲 / 201000 ms"]) == (document["result"]["kind"], document["result"]["found"])
