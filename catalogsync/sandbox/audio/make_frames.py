"""Makes `frames.bin`, the only recorded audio in the sandbox: single MP3 frames of steady notes.

Run once at development time (`python -m catalogsync.sandbox.audio.make_frames`); needs an `ffmpeg` with libmp3lame.
Each note is a triangle wave whose period divides the 1152 samples of a frame, so a steady note encodes to the same
frame over and over and frames can be repeated and joined freely. At 48 kHz a frame lasts exactly 24 ms and has
384 bytes at 128 kbit/s, 960 at 320: no padding, so byte offsets are plain arithmetic. The bit reservoir is off,
so no frame needs the one before it.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

from catalogsync.sandbox.audio.notes import FRAME_BYTES, FRAME_SAMPLES, NOTES, SAMPLE_RATE, wave

FRAMES_FILE = Path(__file__).with_name("frames.bin")


def encode(pcm: bytes, kbps: int) -> bytes:
    """Stereo 16-bit PCM to a CBR MP3 stream without bit reservoir, header frame or tags."""
    raw = ["-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "2", "-i", "-"]
    mp3 = [
        "-c:a",
        "libmp3lame",
        "-b:a",
        f"{kbps}k",
        "-reservoir",
        "0",
        "-write_xing",
        "0",
        "-id3v2_version",
        "0",
    ]
    command = ["ffmpeg", "-v", "error", *raw, *mp3, "-f", "mp3", "-"]
    return subprocess.run(command, input=pcm, stdout=subprocess.PIPE, check=True).stdout


def steady_frame(note: int, kbps: int) -> bytes:
    """The frame in the middle of two seconds of one note; refuses one that leans on its neighbours."""
    size = FRAME_BYTES[kbps]
    mono = wave(note, FRAME_SAMPLES)
    pcm = b"".join(struct.pack("<hh", s, s) for s in mono) * 84
    stream = encode(pcm, kbps)
    frame = stream[40 * size : 41 * size]
    main_data_begin = (frame[4] << 1) | (frame[5] >> 7)
    if frame[:2] != b"\xff\xfb" or main_data_begin:
        raise ValueError(f"note {note} at {kbps} kbit/s is not a free-standing frame")
    return frame


def main() -> None:
    FRAMES_FILE.write_bytes(
        b"".join(steady_frame(note, kbps) for kbps in sorted(FRAME_BYTES) for note in range(len(NOTES)))
    )


if __name__ == "__main__":
    main()
