"""The `eapi` form of a request: the same handlers and answers as the plain form, with the parameters wrapped.

The key is public and the same for everybody (wire page 10, 2026-11): this is a calling convention, it hides
and protects nothing. It is used where clients agree on no plain form. AES is written out here because one
short text per request needs no compiled dependency.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

_KEY = b"e82ckenh8dichen8"
_MARK = "-36cd479b6b5-"


def eapi_params(path: str, params: Mapping[str, object]) -> str:
    """The `params` form field for this plain path (`/api/…`) and these parameters."""
    return eapi_wrapped(path, json.dumps(params, ensure_ascii=False, separators=(",", ":")))


def eapi_wrapped(path: str, text: str) -> str:
    """The same for a parameter JSON already written: upper-case hex of AES-128-ECB with PKCS#7 padding."""
    digest = hashlib.md5(f"nobody{path}use{text}md5forencrypt".encode(), usedforsecurity=False).hexdigest()
    message = f"{path}{_MARK}{text}{_MARK}{digest}".encode()
    padding = 16 - len(message) % 16
    message += bytes([padding]) * padding
    blocks = (message[at : at + 16] for at in range(0, len(message), 16))
    return b"".join(_encrypted(block) for block in blocks).hex().upper()


def _doubled(value: int) -> int:
    """Twice a value in the field of AES (FIPS 197, 4.2.1)."""
    return (value << 1) ^ (0x11B if value & 0x80 else 0)


def _substitutions() -> bytes:
    """The S-box (FIPS 197, 5.1.1): inverse in the field, then the affine transformation."""
    box = bytearray(256)
    box[0] = 0x63
    power, inverse = 1, 1
    for _ in range(255):
        power ^= _doubled(power)  # times 3
        for shift in (1, 2, 4):  # divided by 3
            inverse ^= inverse << shift & 0xFF
        if inverse & 0x80:
            inverse ^= 0x09
        rotated = (inverse << turn | inverse >> 8 - turn for turn in (1, 2, 3, 4))
        value = inverse
        for turned in rotated:
            value ^= turned & 0xFF
        box[power] = value ^ 0x63
    return bytes(box)


_BOX = _substitutions()


def _round_keys(key: bytes) -> list[bytes]:
    words = [key[at : at + 4] for at in range(0, 16, 4)]
    constant = 1
    for place in range(4, 44):
        word = words[-1]
        if place % 4 == 0:
            word = bytes(_BOX[byte] for byte in word[1:] + word[:1])
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _doubled(constant)
        words.append(bytes(a ^ b for a, b in zip(words[-4], word, strict=True)))
    return [b"".join(words[at : at + 4]) for at in range(0, 44, 4)]


_ROUND_KEYS = _round_keys(_KEY)
_SHIFTED = [(place + 4 * (place % 4)) % 16 for place in range(16)]


def _encrypted(block: bytes) -> bytes:
    state = bytes(a ^ b for a, b in zip(block, _ROUND_KEYS[0], strict=True))
    for number, key in enumerate(_ROUND_KEYS[1:], 1):
        state = bytes(_BOX[state[place]] for place in _SHIFTED)
        if number < 10:
            state = b"".join(_mixed(state[at : at + 4]) for at in range(0, 16, 4))
        state = bytes(a ^ b for a, b in zip(state, key, strict=True))
    return state


def _mixed(column: bytes) -> bytes:
    everything = column[0] ^ column[1] ^ column[2] ^ column[3]
    pairs = zip(column, column[1:] + column[:1], strict=True)
    return bytes((byte ^ everything ^ _doubled(byte ^ following)) & 0xFF for byte, following in pairs)
