"""Every kind of file the sandbox hands out is seen for what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogsync.adapters.audio import inspect
from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import Encrypted, FileRejected, TrialOnly
from catalogsync.pipeline.ports import Grant, Quality
from catalogsync.pipeline.verify_audio import AudioFacts, judge
from catalogsync.sandbox import Sandbox
from catalogsync.sandbox.media import Kind
from catalogsync.sandbox.world.songs import QUALITIES

RECORDINGS = range(3)
WANTED = {"standard": Quality.STANDARD, "high": Quality.HIGH, "lossless": Quality.LOSSLESS}


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox(seed=3, size="tiny")


def facts_of(sandbox: Sandbox, recording: int, quality: str, kind: Kind, path: Path) -> AudioFacts:
    file = sandbox.gateway.world.media.open((recording * 4 + QUALITIES.index(quality)) * 8 + kind)
    assert file is not None
    path.write_bytes(b"".join(file.chunks(0, file.size)))
    return inspect(path, deep=recording == 0)


def verdict(facts: AudioFacts, want_ms: int) -> Quality:
    granted = Grant("http://x", Quality.HIGH, facts.container)
    return judge(facts, song=Key("qq", "1"), granted=granted, want_duration_ms=want_ms)


@pytest.mark.parametrize("quality", WANTED)
@pytest.mark.parametrize("recording", RECORDINGS)
def test_whole_songs_pass_and_everything_else_is_refused_by_class(
    sandbox: Sandbox, tmp_path: Path, recording: int, quality: str
) -> None:
    path = tmp_path / "file"
    whole = facts_of(sandbox, recording, quality, Kind.WHOLE, path)
    want_ms = whole.duration_ms or 0

    assert whole.complete
    assert verdict(whole, want_ms) is WANTED[quality]
    for kind, refusals in {
        Kind.TRIAL: (TrialOnly,),
        Kind.PROMPT: (TrialOnly,),
        Kind.TRUNCATED: (FileRejected,),
        Kind.ENCRYPTED: (Encrypted,),
    }.items():
        facts = facts_of(sandbox, recording, quality, kind, path)
        with pytest.raises(refusals):
            verdict(facts, want_ms)
