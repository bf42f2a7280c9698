"""AES-128 decryption in ECB mode, enough to read requests sealed with a public key (FIPS 197, section 5.3)."""

from __future__ import annotations

from functools import lru_cache


def _double(value: int) -> int:
    return (value << 1 ^ 0x1B) & 0xFF if value & 0x80 else value << 1


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a, b = _double(a), b >> 1
    return product


def _make_box() -> list[int]:
    box = [0x63] * 256
    p = q = 1
    while True:
        p ^= _double(p)
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09
        rotated = q
        for turn in range(1, 5):
            rotated ^= (q << turn | q >> (8 - turn)) & 0xFF
        box[p] = rotated ^ 0x63
        if p == 1:
            return box


_BOX = _make_box()
_INVERSE = [_BOX.index(value) for value in range(256)]
_BY = {factor: [_times(value, factor) for value in range(256)] for factor in (9, 11, 13, 14)}
_UNSHIFT = [(i - 4 * (i % 4)) % 16 for i in range(16)]


@lru_cache(maxsize=8)
def _round_keys(key: bytes) -> list[bytes]:
    words = [key[i : i + 4] for i in range(0, 16, 4)]
    constant = 1
    for i in range(4, 44):
        word = words[-1]
        if i % 4 == 0:
            word = bytes(_BOX[b] for b in word[1:] + word[:1])
            word = bytes((word[0] ^ constant,)) + word[1:]
            constant = _double(constant)
        words.append(bytes(a ^ b for a, b in zip(word, words[i - 4], strict=True)))
    return [b"".join(words[i : i + 4]) for i in range(0, 44, 4)]


def _block(block: bytes, keys: list[bytes]) -> bytes:
    state = bytes(a ^ b for a, b in zip(block, keys[10], strict=True))
    by9, by11, by13, by14 = _BY[9], _BY[11], _BY[13], _BY[14]
    for turn in range(9, -1, -1):
        state = bytes(_INVERSE[state[i]] for i in _UNSHIFT)
        state = bytes(a ^ b for a, b in zip(state, keys[turn], strict=True))
        if turn:
            mixed = bytearray()
            for c in range(0, 16, 4):
                a, b, d, e = state[c : c + 4]
                mixed.append(by14[a] ^ by11[b] ^ by13[d] ^ by9[e])
                mixed.append(by9[a] ^ by14[b] ^ by11[d] ^ by13[e])
                mixed.append(by13[a] ^ by9[b] ^ by14[d] ^ by11[e])
                mixed.append(by11[a] ^ by13[b] ^ by9[d] ^ by14[e])
            state = bytes(mixed)
    return state


def decrypt_ecb(data: bytes, key: bytes) -> bytes:
    """Plain bytes with PKCS#7 padding removed. ValueError when length or padding is wrong."""
    if not data or len(data) % 16:
        raise ValueError("not whole blocks")
    keys = _round_keys(key)
    plain = b"".join(_block(data[i : i + 16], keys) for i in range(0, len(data), 16))
    pad = plain[-1]
    if not 1 <= pad <= 16 or plain[-pad:] != bytes((pad,)) * pad:
        raise ValueError("wrong padding")
    return plain[:-pad]
