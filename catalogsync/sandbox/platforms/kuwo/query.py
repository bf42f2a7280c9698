"""Reading the packed queries of Kuwo's phone and car applications.

`mobi.s?q=` carries a query packed with a variant of DES under a key every client has; `newlyric.lrc?` one that is
XOR-ed with a word. The sandbox opens them so that it can answer such clients; our own adapter never sends them (wire
page 6.4). Kuwo's DES differs from FIPS 46-3 in four ways: bits count from the lowest, substitution boxes take their
input bits in reverse, the last expansion bit is 30 instead of 0, and the key halves rotate as one 56-bit number.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache

QUERY_KEY = b"ylzsxkwm"
LYRIC_KEY = b"yeelion"

_FIRST = [row - 8 * c for row in (57, 59, 61, 63, 56, 58, 60, 62) for c in range(8)]
_LAST = [start - i for i in range(8) for start in (39, 7, 47, 15, 55, 23, 63, 31)]
_EXPANSION = [(4 * i + j - 1) % 32 for i in range(8) for j in range(6)]
_EXPANSION[-1] = 30
_PERMUTATION = bytes.fromhex("0f0613141c0b1b10000e161904111e090107170d1f1a0208120c1d05150a0318")
_KEY_FIRST = [
    *(start - 8 * c for start in (56, 57, 58) for c in range(8)),
    *(59 - 8 * c for c in range(4)),
    *(start - 8 * c for start in (62, 61, 60) for c in range(8)),
    *(27 - 8 * c for c in range(4)),
]
_KEY_SECOND = bytes.fromhex(
    "0d100a170004021b0e05140916120b0319070f061a130c0128331e242e361d27322c202f2b30263721342d2931231c1f"
)
_TURNS = (1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1)
_TURN_MASKS = {1: 0x100001, 2: 0x300003}
_BOXES = [
    "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d",
    "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9",
    "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c",
    "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e",
    "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453",
    "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d",
    "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c",
    "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b",
]


def _bits(places: Sequence[int], value: int) -> int:
    return sum((value >> place & 1) << i for i, place in enumerate(places))


@lru_cache(maxsize=4)
def _round_keys(key: bytes) -> list[int]:
    state = _bits(_KEY_FIRST, int.from_bytes(key, "little"))
    keys = []
    for turn in _TURNS:
        mask = _TURN_MASKS[turn]
        state = (state & mask) << (28 - turn) | (state & ~mask) >> turn
        keys.append(_bits(_KEY_SECOND, state))
    return keys


def _round(half: int, key: int) -> int:
    mixed, out = _bits(_EXPANSION, half) ^ key, 0
    for box in range(7, -1, -1):
        six = mixed >> 6 * box & 0x3F
        row, column = (six & 1) << 1 | six >> 5, int(f"{six >> 1 & 0xF:04b}"[::-1], 2)
        out = out << 4 | int(_BOXES[box][16 * row + column], 16)
    return _bits(_PERMUTATION, out)


def _block(block: int, keys: Sequence[int]) -> int:
    mixed = _bits(_FIRST, block)
    left, right = mixed & 0xFFFFFFFF, mixed >> 32
    for key in keys:
        left, right = right, left ^ _round(right, key)
    return _bits(_LAST, left << 32 | right)


def opened_query(packed: str) -> str:
    """The query inside `mobi.s?q=`, or "" when it is not one."""
    try:
        data = b64decode(packed.replace(" ", "+"))
    except ValueError:
        return ""
    keys = _round_keys(QUERY_KEY)[::-1]
    blocks = (int.from_bytes(data[i : i + 8], "little") for i in range(0, len(data) - 7, 8))
    return (
        b"".join(_block(block, keys).to_bytes(8, "little") for block in blocks)
        .rstrip(b"\0")
        .decode("utf-8", "replace")
    )


def masked(data: bytes) -> bytes:
    """Apply or undo the lyric server's mask."""
    return bytes(byte ^ LYRIC_KEY[i % len(LYRIC_KEY)] for i, byte in enumerate(data))


def opened_lyric_query(packed: str) -> str:
    """The query inside `newlyric.lrc?`, or "" when it is not one."""
    try:
        return masked(b64decode(packed)).decode("utf-8", "replace")
    except ValueError:
        return ""
