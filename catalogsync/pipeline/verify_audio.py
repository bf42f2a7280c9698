"""Is a file that arrived the song that was wanted? The last word before it counts as owned.

Judged by what can be played (frames counted by `adapters/audio`), never by what a header or a platform claims: a cut
mp3 keeps its header's duration, and a 30-second clip comes with every sign of success.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalogsync.domain.ids import Key
from catalogsync.pipeline.errors import Encrypted, Failure, FileRejected, TrialOnly
from catalogsync.pipeline.ports import Grant, Quality

SMALLEST_BYTES = 16 * 1024
"""Below this nothing is a song; 8 s of the poorest stream seen (kugou's 32 kbit/s m4a) are 32 kB."""

SLACK_MS = 3_000
SLACK_SHARE = 0.02
MOST_SLACK_MS = 10_000
"""Catalog durations are rounded to seconds and encoders pad: a file may differ by 3 s, or 2 % up to 10 s."""

HEADER_SLACK_MS = 1_000
"""How much less than its own header says a file may play before it is called cut."""

CLIP_SHARE = 0.5
CLIP_LENGTHS_MS = (30_000, 45_000, 60_000, 90_000, 95_000)
CLIP_LENGTH_SLACK_MS = 1_500
"""A file of at most half the song, or of a length that platforms cut clips to (qq's page, section 6c, measured 95
seconds), is a trial."""

LONGEST_NOTICE_MS = 95_000
"""The longest file that counts as a notice ("please buy") when it came for several songs."""

MOST_DAMAGE = 0.01
"""The share of bytes between frames that belong to no frame and are no tag."""


class Content(StrEnum):
    """What a file's bytes are."""

    AUDIO = "audio"
    ENCRYPTED = "encrypted"
    PAGE = "page"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What was found in a file. `container` is also its proper suffix (mp3, flac, m4a, ogg, wav, ape, aac).

    `duration_ms` counts only frames that are wholly there; `header_duration_ms` is what the file's own header claims,
    None without one. `bitrate` in bit/s over the audio bytes, `bits` per sample for lossless codecs.
    `complete` is False when frames are missing at the end or in between, and `damage` says which in a few words.
    `stray_bytes` lie between or after the frames and are no known tag. For ENCRYPTED, `container` names the kind.
    """

    content: Content
    container: str
    size_bytes: int
    codec: str | None = None
    duration_ms: int | None = None
    header_duration_ms: int | None = None
    frames: int = 0
    bitrate: int | None = None
    sample_rate: int | None = None
    channels: int | None = None
    bits: int | None = None
    complete: bool = False
    damage: str | None = None
    stray_bytes: int = 0

    @property
    def lossless(self) -> bool:
        """Whether the codec keeps every sample."""
        return self.codec in ("flac", "alac", "pcm", "ape")


def quality_of(facts: AudioFacts) -> Quality:
    """What the finished file is, whatever was granted: an AAC stream counts as high from 256 kbit/s on."""
    if facts.lossless:
        return Quality.LOSSLESS
    high_from = 280_000 if facts.codec == "mp3" else 240_000
    return Quality.HIGH if (facts.bitrate or 0) >= high_from else Quality.STANDARD


def judge(
    facts: AudioFacts, *, song: Key, granted: Grant, want_duration_ms: int | None, sharing: int = 0
) -> Quality:
    """The quality of a file that is the song; FileRejected, TrialOnly or Encrypted when it is not.

    `want_duration_ms` is the catalog's word for this song on the platform that served it (None: unknown; then the
    grant's own). `sharing` is how many different songs already own a file with this very sha256: "please buy" clips
    have the same bytes for each, whereas the same recording on two albums has the right length.
    """
    _refuse_other_content(facts, song)
    want_ms = want_duration_ms or granted.duration_ms
    played_ms = facts.duration_ms or 0
    if sharing >= 1 and (want_ms is None or (sharing >= 2 and played_ms <= LONGEST_NOTICE_MS)):
        raise FileRejected(f"the same bytes came for {sharing} other songs: a notice", failure=Failure.TRIAL)
    if facts.size_bytes < SMALLEST_BYTES:
        raise FileRejected(f"{facts.size_bytes:,} bytes are no song")
    if want_ms is None and played_ms <= LONGEST_NOTICE_MS:
        message = f"{_s(played_ms)} came and nobody says how long the song is: too short to be believed"
        raise TrialOnly(song.platform, "verify", message)
    if granted.size_bytes is not None and facts.size_bytes != granted.size_bytes:
        raise FileRejected(f"{facts.size_bytes:,} bytes where {granted.size_bytes:,} were granted")
    if facts.stray_bytes > MOST_DAMAGE * facts.size_bytes:
        raise FileRejected(f"{facts.stray_bytes:,} bytes of it are not {facts.container}")
    header_ms = facts.header_duration_ms
    if want_ms is not None:
        _refuse_other_length(played_ms, want_ms, header_ms, song)
    if header_ms is not None and played_ms < header_ms - HEADER_SLACK_MS:
        raise FileRejected(f"cut: {_s(played_ms)} of the {_s(header_ms)} in its header can be played")
    # Old rips end in half a frame, and some encoders forget the last page's mark: forgiven when the platform
    # promised just this number of bytes.
    forgiven = facts.container in ("mp3", "aac", "ogg") and granted.size_bytes is not None
    if not facts.complete and not forgiven:
        raise FileRejected(f"not whole: {facts.damage}")
    return quality_of(facts)


def _refuse_other_content(facts: AudioFacts, song: Key) -> None:
    if facts.content is Content.ENCRYPTED:
        message = f"the stream is an encrypted container ({facts.container})"
        raise Encrypted(song.platform, "verify", message, hint="another source may have it in the clear")
    if facts.content is Content.PAGE:
        raise FileRejected("a web page or an error text came instead of audio")
    if facts.content is Content.UNKNOWN or not facts.frames:
        raise FileRejected(
            facts.damage or "no audio frames in it" if facts.size_bytes else "the file is empty"
        )


def _refuse_other_length(played_ms: int, want_ms: int, header_ms: int | None, song: Key) -> None:
    slack_ms = max(SLACK_MS, min(MOST_SLACK_MS, int(SLACK_SHARE * want_ms)))
    if abs(want_ms - played_ms) <= slack_ms:
        return
    # A cut file has a header that knows better; a clip and another recording were made as they are.
    cut = header_ms is not None and played_ms < header_ms - HEADER_SLACK_MS
    if played_ms < want_ms and not cut and _like_a_clip(played_ms, want_ms):
        raise TrialOnly(song.platform, "verify", f"a clip of {_s(played_ms)} came instead of {_s(want_ms)}")
    if cut or (played_ms < want_ms and header_ms is None):
        raise FileRejected(f"cut: {_s(played_ms)} of {_s(want_ms)} can be played")
    message = f"another recording: {_s(played_ms)} long where the catalog says {_s(want_ms)}"
    raise FileRejected(message, failure=Failure.NO_MATCH)


def _like_a_clip(played_ms: int, want_ms: int) -> bool:
    usual = any(abs(played_ms - length) <= CLIP_LENGTH_SLACK_MS for length in CLIP_LENGTHS_MS)
    return usual or played_ms <= CLIP_SHARE * want_ms


def _s(ms: int) -> str:
    return f"{ms / 1000:.1f} s"
