"""One bad row costs neither the listing nor its neighbours; one bad member never turns a refusal into a stream."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from catalogsync.adapters.platforms import kugou, kuwo, migu, netease, qianqian, qq
from catalogsync.adapters.platforms.shapes import ListingPage, Offer
from catalogsync.adapters.platforms.whole_listings import few_unread
from catalogsync.domain.ids import PLATFORMS
from catalogsync.pipeline.errors import PlatformError, UnexpectedAnswer
from tests.adapters.platforms.answering import recordings
from tests.adapters.platforms.mutation import ODD_VALUES
from tests.adapters.platforms.netease import answers as netease_answers
from tests.adapters.platforms.qq import answers as qq_answers

SONGS = range(1, 13)
PARSERS = {
    "netease": netease.PARSERS,
    "qq": qq.PARSERS,
    "kuwo": kuwo.PARSERS,
    "kugou": kugou.PARSERS,
    "migu": migu.PARSERS,
    "qianqian": qianqian.PARSERS,
}


def _netease(rows: list[Any]) -> Any:
    answer = netease_answers.playlist(list(SONGS))
    answer["playlist"]["trackIds"] = rows
    return answer


def _qq(rows: list[Any]) -> Any:
    answer = qq_answers.playlist([qq_answers.track(n) for n in SONGS])
    answer["cdlist"][0]["songlist"] = rows
    return answer


LISTINGS: dict[str, tuple[Callable[[int], Any], Callable[[list[Any]], Any]]] = {
    "netease": (lambda n: {"id": n, "v": 1}, _netease),
    "qq": (qq_answers.track, _qq),
    "kuwo": (
        lambda n: {"rid": n, "name": f"歌{n}", "artist": "甲"},
        lambda rows: {"code": 200, "data": {"id": 7, "name": "单", "total": 12, "musicList": rows}},
    ),
    "kugou": (
        lambda n: {"hash": f"{n:032X}", "filename": f"甲 - 歌{n}", "album_audio_id": n},
        lambda rows: {"status": 1, "errcode": 0, "data": {"total": 12, "info": rows}},
    ),
    "migu": (
        lambda n: {"copyrightId": f"6005470{n:04}", "songName": f"歌{n}", "singerList": [{"name": "甲"}]},
        lambda rows: {"code": "000000", "data": {"totalCount": 12, "songList": rows}},
    ),
    "qianqian": (
        lambda n: {"TSID": f"T{n:011}", "title": f"歌{n}"},
        lambda rows: {
            "state": True,
            "errno": 22000,
            "data": {"id": 7, "title": "单", "trackCount": 12, "trackList": rows},
        },
    ),
}
"""By platform: one row of a listing, and the answer around twelve of them."""


def read(platform: str, rows: list[Any]) -> list[str]:
    page = PARSERS[platform]["playlist-detail"](json.dumps(LISTINGS[platform][1](rows)).encode())
    assert isinstance(page, ListingPage)
    return [entry.song_id for entry in page.listing.entries]


@pytest.mark.parametrize("bad", [None, {}, "x", [], [None], True], ids=repr)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_one_bad_row_costs_only_itself(platform: str, bad: Any) -> None:
    row = LISTINGS[platform][0]
    good = [row(n) for n in SONGS]
    whole = read(platform, good)

    assert len(whole) == 12
    for place in (0, 5, 11):
        damaged = [*good[:place], copy.deepcopy(bad), *good[place + 1 :]]
        assert read(platform, damaged) == [*whole[:place], *whole[place + 1 :]]


@pytest.mark.parametrize("platform", ["netease", "qq", "kuwo", "kugou"])
def test_many_bad_rows_are_a_changed_shape(platform: str) -> None:
    row = LISTINGS[platform][0]

    with pytest.raises(UnexpectedAnswer):
        read(platform, [row(n) if n % 2 else None for n in SONGS])


@pytest.mark.parametrize(
    ("unread", "came", "few"),
    [
        (0, 1, True),
        (1, 1, False),
        (1, 2, False),
        (1, 3, True),
        (2, 12, False),
        (10, 100, True),
        (11, 100, False),
    ],
)
def test_few_is_one_in_ten_and_never_half(unread: int, came: int, few: bool) -> None:
    assert few_unread(unread, came) is few


def damaged_once(value: Any) -> Iterator[Any]:
    """The value with each of its members in turn left out and replaced by something odd."""
    for path in list(_paths(value)):
        for odd in ("left out", *ODD_VALUES):
            changed = copy.deepcopy(value)
            holder = changed
            for step in path[:-1]:
                holder = holder[step]
            if odd == "left out":
                del holder[path[-1]]
            else:
                holder[path[-1]] = copy.deepcopy(odd)
            yield changed


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield (*path, key)
        yield from _paths(child, (*path, key))


def offers(platform: str, raw: bytes) -> tuple[Offer, ...]:
    try:
        found = PARSERS[platform]["song-url"](raw)
    except PlatformError:
        return ()
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_single_change_turns_a_recorded_refusal_into_a_stream(platform: str) -> None:
    for parameter in recordings(platform):
        raw = parameter.values[1]
        assert isinstance(raw, bytes)
        told = offers(platform, raw) if len(raw) < 8_000 else ()
        refused = {offer.song_id for offer in told if offer.grant is None}
        if not refused or not raw.lstrip().startswith(b"{"):
            continue
        for changed in damaged_once(json.loads(raw)):
            granted = {o.song_id for o in offers(platform, json.dumps(changed).encode()) if o.grant}
            assert not granted & refused, (parameter.id, changed)
