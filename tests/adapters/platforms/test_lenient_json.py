"""Whatever a platform calls JSON is read, and whatever is none ends in one of our errors."""

from __future__ import annotations

import pytest

from catalogsync.adapters.platforms.lenient_json import MAX_BODY_BYTES, decoded, load_json
from catalogsync.pipeline.errors import ServerTrouble, UnexpectedAnswer


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a":1}', {"a": 1}),
        (b'\xef\xbb\xbf  {"a":1}\n', {"a": 1}),
        ('{"a":"歌"}'.encode("gb18030"), {"a": "歌"}),
        ('{"a":"歌"}'.encode("utf-16"), {"a": "歌"}),
        (b'MusicJsonCallback({"a":[1]})', {"a": [1]}),
        (b'MusicJsonCallback_lrc( {"a":1} );', {"a": 1}),
        (b'/**/cb12.x$({"a":1});', {"a": 1}),
        (b'({"a":1})', {"a": 1}),
        (b"try{var jsondata={'a':'b'};song(jsondata);}catch(e){}", {"a": "b"}),
        (b'<!--KG_TAG_RES_START-->{"a":1}<!--KG_TAG_RES_END-->', {"a": 1}),
        (b'{"a":NaN,"b":-Infinity}', {"a": None, "b": None}),
        (b'{"a":1,"a":2}', {"a": 2}),
        (b'{"a":"line\nbreak"}', {"a": "line\nbreak"}),
        (
            b"{'a':'Don't','b':'Rock 'n', Roll','c':[{'d':''}]}",
            {"a": "Don't", "b": "Rock 'n', Roll", "c": [{"d": ""}]},
        ),
        (
            b"{'a':'say \"x\"', 'b':\"it's\", 'c':'back\\slash'}",
            {"a": 'say "x"', "b": "it's", "c": "back\\slash"},
        ),
        (b"[]", []),
    ],
)
def test_every_wrapping_is_taken_off(raw: bytes, value: object) -> None:
    assert value == load_json("tunes", "search", raw)


@pytest.mark.parametrize("raw", [b"", b"  \r\n", b"\x00", b"<!DOCTYPE html><p>502", b" <html></html>"])
def test_an_empty_body_and_a_web_page_are_the_platforms_trouble(raw: bytes) -> None:
    with pytest.raises(ServerTrouble) as raised:
        load_json("tunes", "search", raw)

    assert ("tunes", "search") == (raised.value.platform, raised.value.operation)


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"a":' + b"9" * 10_000 + b"}",
        b"{'" + b"'a" * 300_000,
        b"{'a':'" + b"' " * 300_000,
        b"{'a'" * 100_000,
        b'{"a":"unclosed',
        b"not json",
        b"callback(",
    ],
)
def test_what_is_no_json_is_an_unexpected_answer(raw: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        load_json("tunes", "search", raw)


def test_a_body_over_the_limit_is_refused_unread() -> None:
    with pytest.raises(UnexpectedAnswer, match="64 MiB"):
        load_json("tunes", "search", bytes(MAX_BODY_BYTES + 1))


def test_bytes_of_no_encoding_are_repaired() -> None:
    assert "a\ufffd" == decoded(b"a\xff")
