"""AAC files made without a coder are whole to a reader that counts frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.adapters.audio import inspect
from catalogsync.sandbox.audio.aac import Adts, M4a


@pytest.mark.parametrize(("kind", "kbps"), [(M4a, 32), (Adts, 64)])
def test_every_frame_is_there(tmp_path: Path, kind: type[M4a] | type[Adts], kbps: int) -> None:
    sound = kind("tune", 65_664, kbps)
    path = tmp_path / f"song.{sound.extension}"
    path.write_bytes(sound.read(0, sound.size))

    facts = inspect(path)

    assert facts.complete
    assert facts.duration_ms == pytest.approx(65_664, abs=50)
    assert facts.bitrate == pytest.approx(kbps * 1000, rel=0.02)


@pytest.mark.parametrize("kind", [M4a, Adts])
def test_any_piece_is_a_piece_of_the_whole(kind: type[M4a] | type[Adts]) -> None:
    sound = kind("tune", 5_000, 48)
    whole = sound.read(0, sound.size)

    assert len(whole) == sound.size
    for start, stop in ((0, 1), (0, 700), (700, 701), (599, 9_000), (sound.size - 3, sound.size)):
        assert whole[start:stop] == sound.read(start, stop)


def test_no_two_songs_share_their_bytes() -> None:
    one, other = (M4a(tune, 5_000, 32) for tune in ("one", "other"))

    assert one.size == other.size
    assert one.read(0, one.size) != other.read(0, other.size)
