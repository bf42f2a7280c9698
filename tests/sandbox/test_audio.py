"""The sandbox's audio is real: decoders agree, ranges agree with the whole, and every recording has its own."""

from __future__ import annotations

import io
import shutil
import subprocess

import mutagen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogsync.sandbox.audio.flac import Flac, crc16
from catalogsync.sandbox.audio.mp3 import Mp3
from catalogsync.sandbox.audio.notes import STEP_MS, steps_of
from catalogsync.sandbox.catalog import Catalog
from catalogsync.sandbox.media import Kind, Media, number_of

STEPS = 139


def whole(sound: Mp3 | Flac) -> bytes:
    return sound.read(0, sound.size)


@pytest.mark.parametrize("kbps", [128, 192, 320])
def test_an_mp3_lasts_as_long_as_it_says(kbps: int) -> None:
    info = mutagen.File(io.BytesIO(whole(Mp3("a", STEPS, kbps)))).info

    assert (STEPS * STEP_MS, kbps * 1000) == (round(info.length * 1000), info.bitrate)


def test_a_flac_lasts_as_long_as_it_says() -> None:
    info = mutagen.File(io.BytesIO(whole(Flac("a", STEPS)))).info

    assert (STEPS * STEP_MS, 48_000, 2) == (round(info.length * 1000), info.sample_rate, info.channels)


def test_the_sizes_are_known_without_making_the_file() -> None:
    for steps in (1, 42, 43, 347, 700):
        assert Flac.size_of("a", steps) == len(whole(Flac("a", steps)))
        assert Mp3.size_of(steps, 320) == len(whole(Mp3("a", steps, 320)))


def test_the_checksum_of_a_flac_frame_follows_from_its_parts() -> None:
    flac = Flac("a", 2)
    frame = flac._block(0)

    assert crc16(frame) == 0  # data followed by its own CRC-16 leaves nothing


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(["mp3", "flac"]))
def test_any_range_is_a_piece_of_the_whole(data: st.DataObject, form: str) -> None:
    sound = Mp3("a", 3, 128) if form == "mp3" else Flac("a", 3)
    start = data.draw(st.integers(0, sound.size))
    stop = data.draw(st.integers(start, sound.size))

    assert whole(sound)[start:stop] == sound.read(start, stop)


@pytest.mark.skipif(not shutil.which("flac"), reason="the flac decoder is not installed")
def test_the_reference_decoder_accepts_a_flac() -> None:
    command = ["flac", "--test", "--silent", "--warnings-as-errors", "-"]

    assert subprocess.run(command, input=whole(Flac("a", 50)), check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed")
def test_a_decoder_finds_every_frame_of_an_mp3() -> None:
    command = ["ffmpeg", "-v", "error", "-i", "-", "-f", "s16le", "-ac", "1", "-"]
    done = subprocess.run(command, input=whole(Mp3("a", 50, 128)), capture_output=True, check=True)

    assert (b"", 50 * STEP_MS * 48) == (done.stderr, len(done.stdout) // 2)


def test_every_recording_sounds_different_and_a_trial_is_its_beginning() -> None:
    catalog = Catalog(1, "tiny")
    media = Media(catalog.world)
    songs = [song for n in range(160) if (song := catalog.song("qq", n))]
    files = [media.open(number_of(song, "standard", Kind.WHOLE)) for song in songs]

    assert len(files) == len({file.sha256 for file in files if file})


def test_the_buying_prompt_is_the_same_for_every_song() -> None:
    catalog = Catalog(1, "tiny")
    songs = [song for n in range(20) if (song := catalog.song("kuwo", n))]

    assert len({number_of(song, "standard", Kind.PROMPT) for song in songs}) == 1


def test_a_truncated_file_still_promises_its_full_length() -> None:
    short = Mp3("a", 60, 128, promised_steps=100)
    data = whole(short)

    assert (100 * STEP_MS, Mp3.size_of(60, 128)) == (
        round(mutagen.File(io.BytesIO(data)).info.length * 1000),
        len(data),
    )


def test_an_unknown_file_number_opens_nothing() -> None:
    media = Media(Catalog(1, "tiny").world)

    assert [None, None, None] == [media.open(-1), media.open(10**12), media.open(7)]


def test_durations_become_whole_steps() -> None:
    assert (1, 104, 139) == (steps_of(0), steps_of(30_000), steps_of(139 * STEP_MS))
