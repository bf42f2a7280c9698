"""When a file counts as the song, and when it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import Encrypted, Failure, FileRejected, TrialOnly
from catalogsync.pipeline.ports import Grant, Quality
from catalogsync.pipeline.verify_audio import AudioFacts, Content, judge, quality_of

SONG = Key("qq", "003abc")
GRANT = Grant("http://x", Quality.HIGH, "mp3")
GOOD = AudioFacts(
    content=Content.AUDIO,
    container="mp3",
    size_bytes=9_600_000,
    codec="mp3",
    duration_ms=240_000,
    frames=9188,
    bitrate=320_000,
    complete=True,
)


def check(
    want_ms: int | None = 240_000, granted: Grant = GRANT, sharing: int = 0, **facts: object
) -> Quality:
    return judge(
        replace(GOOD, **facts), song=SONG, granted=granted, want_duration_ms=want_ms, sharing=sharing
    )  # type: ignore[arg-type]


def test_the_song_as_wanted_is_accepted_as_what_it_is() -> None:
    assert check() is Quality.HIGH
    assert check(bitrate=128_000) is Quality.STANDARD
    assert check(container="flac", codec="flac", bitrate=900_000) is Quality.LOSSLESS


@pytest.mark.parametrize(
    ("codec", "bitrate", "quality"),
    [
        ("mp3", 319_000, Quality.HIGH),
        ("mp3", 245_000, Quality.STANDARD),
        ("aac", 256_000, Quality.HIGH),
        ("aac", 192_000, Quality.STANDARD),
        ("alac", 700_000, Quality.LOSSLESS),
        ("pcm", None, Quality.LOSSLESS),
        ("vorbis", None, Quality.STANDARD),
    ],
)
def test_quality_is_what_the_file_is(codec: str, bitrate: int | None, quality: Quality) -> None:
    assert quality_of(replace(GOOD, codec=codec, bitrate=bitrate)) is quality


@pytest.mark.parametrize("played", [237_000, 239_000, 240_000, 244_800])
def test_a_few_seconds_more_or_less_are_rounding(played: int) -> None:
    check(duration_ms=played)


@pytest.mark.parametrize(
    ("want", "played"), [(240_000, 30_000), (240_000, 60_000), (110_000, 95_000), (50_000, 29_000)]
)
def test_a_clip_is_a_trial(want: int, played: int) -> None:
    with pytest.raises(TrialOnly) as caught:
        check(want, duration_ms=played)
    assert (caught.value.platform, caught.value.failure) == ("qq", Failure.TRIAL)


def test_a_song_that_ends_early_is_cut() -> None:
    with pytest.raises(FileRejected, match="cut"):
        check(duration_ms=200_000)


def test_a_whole_file_of_an_unusual_shorter_length_is_another_recording() -> None:
    with pytest.raises(FileRejected, match="another recording") as caught:
        check(duration_ms=200_000, header_duration_ms=200_020)
    assert caught.value.failure is Failure.NO_MATCH


def test_a_truncated_file_is_cut_and_no_clip_because_its_header_knows_better() -> None:
    with pytest.raises(FileRejected, match="cut") as caught:
        check(duration_ms=30_000, header_duration_ms=240_000)
    assert caught.value.failure is Failure.CORRUPT


def test_a_truncated_file_is_cut_also_when_the_catalog_knows_no_length() -> None:
    with pytest.raises(FileRejected, match="in its header"):
        check(None, duration_ms=100_000, header_duration_ms=240_000)


def test_a_longer_file_is_another_recording() -> None:
    with pytest.raises(FileRejected, match="another recording") as caught:
        check(duration_ms=300_000)
    assert caught.value.failure is Failure.NO_MATCH


def test_the_grants_length_stands_in_for_the_catalogs() -> None:
    with pytest.raises(TrialOnly):
        check(None, replace(GRANT, duration_ms=240_000), duration_ms=30_000)


def test_an_encrypted_container_is_said_to_be_one() -> None:
    with pytest.raises(Encrypted, match="ncm"):
        check(content=Content.ENCRYPTED, container="ncm", frames=0)


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"content": Content.PAGE, "container": "html"}, "web page"),
        ({"content": Content.UNKNOWN, "frames": 0}, "no audio"),
        ({"frames": 0, "damage": "no sound track"}, "no sound track"),
        ({"content": Content.UNKNOWN, "frames": 0, "size_bytes": 0}, "empty"),
        ({"size_bytes": 9_000}, "no song"),
        ({"stray_bytes": 200_000}, "not mp3"),
        ({"complete": False, "damage": "the last frame lacks 3 bytes"}, "not whole"),
    ],
)
def test_what_is_no_whole_song_is_rejected(facts: dict[str, object], why: str) -> None:
    with pytest.raises(FileRejected, match=why):
        check(**facts)


def test_half_a_last_frame_is_forgiven_when_it_is_what_was_promised() -> None:
    promised = replace(GRANT, size_bytes=GOOD.size_bytes)

    check(granted=promised, complete=False, damage="the last frame lacks 3 bytes")
    with pytest.raises(FileRejected):
        check(
            granted=promised, container="flac", codec="flac", complete=False, damage="the last frame is cut"
        )


def test_another_size_than_granted_is_rejected() -> None:
    with pytest.raises(FileRejected, match="were granted"):
        check(granted=replace(GRANT, size_bytes=1))


def test_the_same_bytes_for_several_songs_are_a_notice_unless_the_length_is_right() -> None:
    with pytest.raises(FileRejected, match="other songs") as caught:
        check(20_000, sharing=2, duration_ms=20_000)
    assert caught.value.failure is Failure.TRIAL
    with pytest.raises(FileRejected, match="other songs"):
        check(None, sharing=1)
    check(sharing=5)


@given(want=st.integers(20_000, 1_000_000), share=st.floats(0.0, 3.0))
def test_only_files_of_about_the_right_length_pass(want: int, share: float) -> None:
    played = int(want * share)
    try:
        check(want, duration_ms=played)
    except (FileRejected, TrialOnly):
        assert abs(played - want) > 3_000
    else:
        assert abs(played - want) <= max(3_000, 0.02 * want)
