"""Paths of songs' files: safe on any file system for any name."""

from __future__ import annotations

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.paths import (
    FIELDS,
    MOST_BYTES,
    SUFFIX_BYTES,
    TemplateError,
    check_template,
    clash_key,
    clean_ext,
    clean_text,
    song_path,
    with_ordinal,
)

HOSTILE = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="./\\ \u3000\u00a0", max_size=20),
    st.text(alphabet="中文長ー가é́\u200d👨\u200b\u202e\ufeff", max_size=400),
    st.sampled_from(
        ["con", "AUX", "nul.txt", "COM1", "lpt¹", "con .x", "..", ".", "", " ", "~", "-", ".git"]
    ),
)
TEMPLATES = st.sampled_from(
    [
        "{platform}/{first_artist}/{artist} - {title}.{ext}",
        "{artist}/{album}/{title} [{id}].{ext}",
        "{title}.{ext}",
        "{id}.{ext}",
        "{album}. /{quality}/{title} {title} {artist} {album}.{ext}",
    ]
)
FIELD_VALUES = st.fixed_dictionaries({}, optional={name: st.none() | HOSTILE for name in FIELDS})


def path(ext: str = "mp3", song_id: str = "186016", template: str | None = None, **fields: str | None) -> str:
    values = {"platform": "netease", "first_artist": "星河", "artist": "星河", "title": "远山", **fields}
    if template is None:
        return song_path(values, ext=ext, song_id=song_id)
    return song_path(values, template=template, ext=ext, song_id=song_id)


def test_the_default_path_is_platform_first_artist_and_a_readable_name() -> None:
    assert path(artist="星河、林间") == "netease/星河/星河、林间 - 远山.mp3"


@given(FIELD_VALUES, TEMPLATES, HOSTILE, HOSTILE)
def test_every_part_of_a_path_is_safe_on_every_file_system(
    fields: dict[str, str | None], template: str, ext: str, song_id: str
) -> None:
    found = song_path(fields, template=template, ext=ext, song_id=song_id)

    assert found == unicodedata.normalize("NFC", found)
    assert len(found.split("/")) == len(template.split("/"))
    for part in found.split("/"):
        assert part not in ("", ".", "..")
        assert not part.endswith((" ", "."))
        assert not part.startswith((" ", "."))
        assert not set(part) & set('<>:"/\\|?*')
        assert len(part.encode()) <= MOST_BYTES
        device = part.split(".")[0].strip().casefold()
        assert device not in {
            "con",
            "prn",
            "aux",
            "nul",
            *(f"{p}{n}" for p in ("com", "lpt") for n in "0123456789"),
        }
        kinds = {unicodedata.category(c) for c in part if c not in "\u200c\u200d"}
        assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(FIELD_VALUES, TEMPLATES, st.integers(1, 999_999))
def test_the_longest_suffix_and_an_ordinal_still_fit(
    fields: dict[str, str | None], template: str, n: int
) -> None:
    found = with_ordinal(song_path(fields, template=template, ext="flac", song_id="7"), n)

    assert len(found.rpartition("/")[2].encode()) + SUFFIX_BYTES <= MOST_BYTES


@given(HOSTILE)
def test_cleaning_a_clean_name_changes_nothing(text: str) -> None:
    clean = clean_text(text)

    assert clean == clean_text(clean)


@given(FIELD_VALUES, TEMPLATES)
def test_composed_and_decomposed_names_give_one_path(fields: dict[str, str | None], template: str) -> None:
    apart = {name: value and unicodedata.normalize("NFD", value)[:400] for name, value in fields.items()}
    composed = {name: value and unicodedata.normalize("NFC", value) for name, value in apart.items()}

    assert song_path(composed, template=template, ext="mp3", song_id="1") == song_path(
        apart, template=template, ext="mp3", song_id="1"
    )


def test_a_long_list_of_artists_leaves_room_for_the_title() -> None:
    found = path(artist="合唱团成员、" * 60, title="远山与海")

    assert found.endswith(" - 远山与海.mp3")


def test_a_name_is_not_cut_within_a_character_or_before_its_accent() -> None:
    found = path(title="x" + "q\u0323" * 300).rpartition("/")[2].removesuffix(".mp3")

    assert found.endswith("q\u0323")


def test_a_slash_in_a_name_makes_no_folder() -> None:
    assert path(first_artist="AC/DC", artist="AC/DC") == "netease/AC／DC/AC／DC - 远山.mp3"


@pytest.mark.parametrize("name", ["con", "AUX", "com1", "Lpt9", "nul.tar"])
def test_device_names_are_disarmed(name: str) -> None:
    assert path(template="{title}.{ext}", title=name).startswith("_")


def test_bidi_and_invisible_characters_are_gone() -> None:
    assert path(title="\u202egnp\u200b.exe\u2066") == "netease/星河/星河 - gnp.exe.mp3"


def test_a_joined_emoji_stays_joined() -> None:
    assert path(title="👨\u200d👩").endswith("👨\u200d👩.mp3")


def test_an_unknown_field_value_is_said_to_be_unknown() -> None:
    assert path(first_artist=None, title=" ") == "netease/unknown first artist/星河 - unknown title.mp3"


@given(st.text(alphabet=string.ascii_letters + "éßÅıſ", max_size=20))
def test_paths_that_differ_in_case_clash(text: str) -> None:
    assert clash_key(text) == clash_key(text.lower()) == clash_key(unicodedata.normalize("NFD", text))


def test_different_titles_do_not_clash() -> None:
    assert clash_key("a/远山.mp3") != clash_key("a/远海.mp3")


@given(st.text(alphabet="ab/.", min_size=1, max_size=12))
def test_ordinals_give_distinct_paths_in_one_folder(name: str) -> None:
    several = [with_ordinal(name, n) for n in range(1, 5)]

    assert len(set(several)) == 4
    assert {name.rpartition("/")[0]} == {one.rpartition("/")[0] for one in several}


@given(st.text(max_size=50))
def test_a_suffix_is_short_plain_ascii(ext: str) -> None:
    clean = clean_ext(ext)

    assert 0 < len(clean) <= 16
    assert clean.isascii()
    assert clean.isalnum()


@pytest.mark.parametrize(
    "template",
    [
        "/{title}.{ext}",
        "{title}",
        "{title}.mp3",
        "../{title}.{ext}",
        "a//{title}.{ext}",
        "{artist}.{ext}",
        "{title!r}.{ext}",
        "{title:>9}.{ext}",
        "{title.__class__}.{ext}",
        "{0}.{ext}",
        "{title.{ext}",
        "{year}/{title}.{ext}",
        "a\\{title}.{ext}",
        "{title} {ext}.{ext}",
        "/".join("abcdefgh") + "/{title}.{ext}",
        " /{title}.{ext}",
    ],
)
def test_a_template_of_no_use_is_refused(template: str) -> None:
    with pytest.raises(TemplateError):
        check_template(template)
