"""What a playlist file may hold, line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.links import LinkKind
from catalogsync.pipeline.playlist_file import PlaylistFile, read_playlist_file, text_lines

NETEASE = "https://music.163.com/#/playlist?id=131149308"


def read(text: str | bytes) -> PlaylistFile:
    return read_playlist_file(text_lines(text if isinstance(text, bytes) else text.encode()))


def ids(file: PlaylistFile) -> list[tuple[int, str, str | None]]:
    return [(entry.line, entry.link.platform, entry.link.remote_id) for entry in file.links]


def test_comments_and_blank_lines_say_nothing() -> None:
    file = read(f"# my lists\n\n   \n  # {NETEASE}\n{NETEASE} # the best one\n")

    assert [(5, "netease", "131149308")] == ids(file)
    assert ((), (), 5) == (file.skipped, file.duplicates, file.lines_read)


def test_the_number_sign_of_an_address_is_no_comment() -> None:
    assert [(1, "netease", "131149308")] == ids(read("music.163.com/#/playlist?id=131149308"))


def test_a_platform_may_stand_before_the_address() -> None:
    file = read(f"netease,{NETEASE}\nqq,7011264340\nkuwo,http://www.kuwo.cn/playlist_detail/9\n")

    assert [(1, "netease", "131149308"), (2, "qq", "7011264340"), (3, "kuwo", "9")] == ids(file)


def test_a_platform_that_does_not_fit_the_address_is_reported() -> None:
    file = read(f"qq,{NETEASE}\nspotify,{NETEASE}\n")

    assert [1, 2] == [entry.line for entry in file.skipped]
    assert "netease" in file.skipped[0].why
    assert "spotify" in file.skipped[1].why


def test_other_spellings_of_a_playlist_are_duplicates() -> None:
    file = read(f"{NETEASE}\nnetease:131149308\nhttps://y.music.163.com/m/playlist?id=131149308&userid=5\n")

    assert [(1, "netease", "131149308")] == ids(file)
    assert [(2, 1), (3, 1)] == [(entry.line, entry.first_line) for entry in file.duplicates]


def test_one_line_naming_a_playlist_twice_names_it_once() -> None:
    file = read(f"{NETEASE} {NETEASE} https://y.qq.com/n/ryqq/playlist/7")

    assert [(1, "netease", "131149308"), (1, "qq", "7")] == ids(file)
    assert () == file.duplicates


def test_songs_and_albums_are_skipped_with_the_reason() -> None:
    file = read("https://music.163.com/#/song?id=1\nhttps://music.163.com/#/album?id=1\n")

    assert ["https://music.163.com/#/song?id=1 is a song, not a playlist"] == [file.skipped[0].why]
    assert "is an album" in file.skipped[1].why


def test_short_addresses_and_toplists_are_kept() -> None:
    file = read("分享歌单: https://163cn.tv/Ab12cd (来自@网易云音乐)\nhttps://y.qq.com/n/ryqq/toplist/26\n")

    assert [LinkKind.SHORT, LinkKind.TOPLIST] == [entry.link.kind for entry in file.links]


def test_a_byte_order_mark_and_windows_line_ends_are_no_trouble() -> None:
    expected = [(1, "netease", "131149308"), (2, "qq", "7")]
    text = f"{NETEASE}\r\nqq,7\r\n"

    assert expected == ids(read(b"\xef\xbb\xbf" + text.encode()))
    assert expected == ids(read(text.encode("utf-16")))
    assert expected == ids(read_playlist_file(["\ufeff" + line for line in text.splitlines(keepends=True)]))


def test_an_address_among_gbk_words_is_read_and_gbk_words_alone_are_reported() -> None:
    file = read(f"分享歌单：{NETEASE} 来自\n我的歌单\n".encode("gb18030"))

    assert [(1, "netease", "131149308")] == ids(file)
    assert (2, True) == (file.skipped[0].line, "UTF-8" in file.skipped[0].why)
    assert file.skipped[0].text.isprintable()


def test_a_line_of_ten_megabytes_is_skipped_shortly() -> None:
    file = read("x" * 10_000_000 + f"\n{NETEASE}")

    assert [(2, "netease", "131149308")] == ids(file)
    assert len(file.skipped[0].text) <= 200
    assert len(file.skipped[0].why) <= 200


def test_an_empty_file_has_no_lines() -> None:
    assert PlaylistFile((), (), (), 0) == read(b"")


@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_line_of_any_file_is_accounted_for(lines: list[str]) -> None:
    file = read_playlist_file(lines)

    assert len(lines) == file.lines_read
    assert all(len(entry.why.splitlines()) == 1 for entry in file.skipped)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_playlist_file(raw: bytes) -> None:
    assert read(raw).lines_read >= 0
