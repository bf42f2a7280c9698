"""What is found in audio files: frames are counted, headers are not believed."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import mutagen.flac
import mutagen.mp3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogsync.adapters.audio import inspect
from catalogsync.pipeline.verify_audio import AudioFacts, Content
from tests.adapters.audio import samples

Looks = Callable[[bytes], AudioFacts]


@pytest.fixture
def look(tmp_path: Path) -> Looks:
    def inspects(data: bytes, deep: bool = False) -> AudioFacts:
        path = tmp_path / "file"
        path.write_bytes(data)
        return inspect(path, deep=deep)

    return inspects


def test_an_mp3_is_as_long_as_its_frames(look: Looks) -> None:
    facts = look(samples.mp3(60))

    assert (facts.container, facts.codec, facts.frames) == ("mp3", "mp3", 2297)
    assert facts.duration_ms == 60_003
    assert (facts.sample_rate, facts.channels, facts.complete) == (44100, 2, True)
    assert facts.bitrate == pytest.approx(128_000, rel=0.001)
    assert facts.header_duration_ms is None


def test_a_cut_mp3_keeps_its_headers_duration_and_is_found_out(look: Looks) -> None:
    whole = samples.mp3(240, xing=9188)
    facts = look(whole[: len(whole) // 4])

    assert facts.header_duration_ms == 240_013
    assert facts.duration_ms == pytest.approx(60_000, abs=60)
    assert not facts.complete


def test_tags_around_the_frames_are_no_sound(look: Looks, tmp_path: Path) -> None:
    tags = samples.id3v2() + samples.id3v2(5000)
    facts = look(tags + samples.mp3(20) + samples.ape_tag() + samples.id3v1())

    assert (facts.frames, facts.stray_bytes, facts.complete) == (766, 0, True)
    assert mutagen.mp3.MP3(tmp_path / "file").info.length == pytest.approx(20, abs=0.1)


def test_bytes_between_frames_are_stray(look: Looks) -> None:
    half = samples.mp3(10)
    facts = look(half + bytes(10_000) + half)

    assert (facts.frames, facts.stray_bytes) == (2 * 383, 10_000)


def test_a_last_frame_that_is_cut_does_not_count(look: Looks) -> None:
    facts = look(samples.mp3(10)[:-7])

    assert (facts.frames, facts.complete) == (382, False)
    assert facts.damage == "the last frame lacks 7 bytes"


def test_a_flac_is_as_long_as_its_frames(look: Looks, tmp_path: Path) -> None:
    facts = look(samples.flac(60))

    assert (facts.container, facts.frames, facts.complete) == ("flac", 60, True)
    assert facts.duration_ms == facts.header_duration_ms == 60 * 4096 * 1000 // 44100
    assert (facts.channels, facts.bits, facts.lossless) == (1, 16, True)
    assert mutagen.flac.FLAC(tmp_path / "file").info.length * 1000 == pytest.approx(facts.duration_ms, abs=1)


def test_sync_codes_within_a_flac_frame_are_not_taken_for_frames(look: Looks) -> None:
    facts = look(samples.flac(20, noise=b"\xff\xf8\xc9\x08\x01"))

    assert (facts.frames, facts.complete) == (20, True)


@pytest.mark.parametrize("cut", [1, 5000, 100_000])
def test_a_cut_flac_is_found_out(look: Looks, cut: int) -> None:
    facts = look(samples.flac(40)[:-cut])

    assert facts.frames == 40 - (cut // 8203 + 1)
    assert not facts.complete
    assert facts.header_duration_ms == 40 * 4096 * 1000 // 44100


def test_a_flac_with_fewer_samples_than_it_says_is_not_whole(look: Looks) -> None:
    facts = look(samples.flac(10, told=100 * 4096))

    assert (facts.frames, facts.damage) == (10, "fewer samples than its header says")


def test_damage_within_a_flac_frame_is_found_when_looked_for(look: Callable[..., AudioFacts]) -> None:
    data = bytearray(samples.flac(10))
    data[20_000] ^= 1

    assert look(bytes(data)).complete
    assert look(bytes(data), deep=True).damage == "frame 2 is damaged"


@pytest.mark.parametrize("moov_first", [True, False])
def test_an_m4a_is_as_long_as_the_samples_that_are_there(look: Looks, moov_first: bool) -> None:
    facts = look(samples.m4a(2583, moov_first=moov_first))

    assert (facts.container, facts.codec, facts.frames, facts.complete) == ("m4a", "aac", 2583, True)
    assert facts.duration_ms == facts.header_duration_ms == 2583 * 1024 * 1000 // 44100
    assert (facts.sample_rate, facts.channels) == (44100, 2)


def test_a_cut_m4a_is_found_out(look: Looks) -> None:
    data = samples.m4a(2583)
    facts = look(data[: -1000 * 300])

    assert (facts.frames, facts.complete) == (1583, False)
    assert facts.header_duration_ms == 2583 * 1024 * 1000 // 44100
    assert look(samples.m4a(100, moov_first=False)[:-2000]).frames == 0


def test_an_m4a_with_protected_samples_is_encrypted(look: Looks) -> None:
    assert look(samples.m4a(10, codec=b"enca")).content is Content.ENCRYPTED


def test_an_ogg_is_as_long_as_its_whole_pages(look: Looks) -> None:
    data = samples.ogg(60)
    whole, cut, unended = look(data), look(data[:-5000]), look(samples.ogg(60, last=False))

    assert (whole.codec, whole.duration_ms, whole.complete) == ("vorbis", 60_000, True)
    assert (cut.duration_ms, cut.complete) == (42_000, False)
    assert unended.damage == "its last page is missing"
    assert "missing before page" in (look(data[:2838] + data[3116:]).damage or "no page")


def test_a_wav_is_as_long_as_its_data(look: Looks) -> None:
    whole, cut = look(samples.wav(30)), look(samples.wav(30, told=960_000))

    assert (whole.duration_ms, whole.codec, whole.complete) == (30_000, "pcm", True)
    assert (cut.duration_ms, cut.header_duration_ms, cut.complete) == (30_000, 60_000, False)


def test_bare_aac_is_counted(look: Looks) -> None:
    facts = look(samples.id3v2() + samples.adts(430))

    assert (facts.container, facts.frames, facts.duration_ms) == ("aac", 430, 430 * 1024 * 1000 // 44100)


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"CTENFDAM\x01\x70", "ncm"),
        (bytes.fromhex("7cd532eb86027f4ba8afa68e0fff9914"), "kgm"),
        (bytes.fromhex("0528bc96e9e45a4391aabdd07af53631"), "vpr"),
        (b"yeelion-kuwo-tme", "kwm"),
        (b"QQMU\x00", "tm"),
        (bytes.fromhex("a506b7898f8e"), "qmcflac"),
        (bytes.fromhex("8a0ee5c290"), "qmc"),
    ],
)
def test_encrypted_containers_are_known_by_their_first_bytes(look: Looks, first: bytes, kind: str) -> None:
    facts = look(first + os.urandom(1000))

    assert (facts.content, facts.container, facts.frames) == (Content.ENCRYPTED, kind, 0)


def test_encrypted_containers_are_known_by_their_last_bytes(look: Looks) -> None:
    assert look(os.urandom(500) + b"key,1,2" + b"\0\0\0\x07QTag").content is Content.ENCRYPTED


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (b"\n <!DOCTYPE html><p>", "html"),
        (b"<HTML>", "html"),
        (b'\xef\xbb\xbf{"code": 404}', "json"),
        (b"{}", "json"),
        (b'[{"a":1}]', "json"),
        (b"<?xml version='1.0'?>", "xml"),
    ],
)
def test_pages_and_error_texts_are_known(look: Looks, text: bytes, kind: str) -> None:
    facts = look(text)

    assert (facts.content, facts.container) == (Content.PAGE, kind)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"ID3",
        b"\xff" * 9_000_000,
        b"\xff\xfb\x90\0\0" * 9_000,
        bytes(100_000),
        b"fLaC",
        b"OggS",
        b"RIFF",
    ],
)
def test_what_is_nothing_has_no_frames(look: Looks, data: bytes) -> None:
    assert look(data).frames == 0


def test_junk_after_the_frames_ends_the_walk(look: Looks) -> None:
    facts = look(samples.mp3(5) + b"\xff\xfb\0\xff" * 3_000_000)

    assert facts.frames == 191
    assert facts.stray_bytes > 4_000_000


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(samples.mp3(300, kbit=320))
    tracemalloc.start()
    try:
        facts = inspect(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert facts.duration_ms == pytest.approx(300_000, abs=60)
    assert peak < 6 << 20


SAMPLES = {
    "mp3": samples.id3v2() + samples.mp3(3, xing=115) + samples.id3v1(),
    "flac": samples.flac(6, block=512),
    "m4a": samples.m4a(60),
    "late m4a": samples.m4a(60, moov_first=False),
    "ogg": samples.ogg(20),
    "wav": samples.wav(1),
    "adts": samples.adts(60),
}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(SAMPLES)),
    cut=st.floats(0, 1),
    edits=st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=8)), max_size=4),
    head=st.booleans(),
)
def test_a_damaged_file_gives_facts_and_no_crash(
    tmp_path: Path, name: str, cut: float, edits: list[tuple[float, bytes]], head: bool
) -> None:
    data = bytearray(SAMPLES[name])
    for at, new in edits:
        place = int(at * (400 if head else len(data)))
        data[place : place + len(new)] = new
    path = tmp_path / "file"
    path.write_bytes(data[: int(cut * len(data)) + 1])

    facts = inspect(path)

    assert facts.size_bytes == path.stat().st_size
    assert facts.duration_ms is None or facts.duration_ms >= 0
    assert facts.complete == (facts.damage is None) or not facts.frames


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["mp3", "flac", "m4a", "wav", "adts"]), cut=st.floats(0.05, 0.9))
def test_a_shorter_file_never_plays_longer(tmp_path: Path, name: str, cut: float) -> None:
    data = SAMPLES[name]
    path = tmp_path / "file"
    path.write_bytes(data[: int(len(data) * cut)])

    found = inspect(path).duration_ms or 0
    path.write_bytes(data)
    whole = inspect(path).duration_ms or 0

    assert found < whole


@given(st.binary(max_size=3000))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_facts(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)

    assert inspect(path).size_bytes == len(data)
