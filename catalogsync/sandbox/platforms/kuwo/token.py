"""The gate of `www.kuwo.cn/api`: a cookie from the home page and its digest in the header `Secret`.

Wire page section 10, current scheme: an 8-digit nonce, a linear congruence modulo 2**31 - 1, one byte per letter.
"""

from __future__ import annotations

from catalogsync.sandbox.chance import hexadecimal

COOKIE = "Hm_Iuvt_cdb524f42f23cer9b268564v7y735ewrq2324"
_MODULUS = 2_147_483_647
_FACTOR, _STEP = 9253, 23
_SEED = (_FACTOR * 59_910_100 + _STEP) % _MODULUS


def cookie_value(seed: str) -> str:
    return hexadecimal(32, "kuwo cookie", seed)


def secret(value: str, nonce: int) -> str:
    """The header for a cookie value and a nonce of eight digits."""
    out, state = [], _SEED
    for letter in value:
        out.append(f"{ord(letter) ^ state * 255 // _MODULUS:02x}")
        state = (_FACTOR * state + _STEP) % _MODULUS
    return "".join(out) + f"{nonce:08x}"


def valid_old(cookie: str, header: str) -> bool:
    """The gate until July 2023: any `kw_token`, repeated in the header `csrf`. Clients that were never updated still
    send it, and the sandbox lets them in; the platform no longer does."""
    return bool(cookie) and cookie == header


def valid(seed: str, value: str, header: str) -> bool:
    """The fresh cookie with a digest that belongs to it; the nonce is free."""
    if value != cookie_value(seed) or len(header) != 2 * len(value) + 8:
        return False
    return header[:-8] == secret(value, 0)[:-8]
