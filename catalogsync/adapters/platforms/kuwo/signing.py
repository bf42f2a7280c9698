"""The `Secret` header of kuwo's own web site, for the one gated endpoint we ask last (section 10, as of 2026-09).

It proves nothing about the caller and grants nothing: the web player answers it with what anybody may hear, or with
the reason why not, and that reason is what we ask for.
"""

from __future__ import annotations

COOKIE_NAME = "Hm_Iuvt_cdb524f42f23cer9b268564v7y735ewrq2324"
"""The site's visitor cookie, set by its home page. A new name means new constants below."""

_MODULUS = 2147483647
_FACTOR, _STEP, _SEED = 9253, 23, 59910100


def secret(cookie_value: str, nonce: int) -> str:
    """The header for this cookie value and an 8-digit nonce (10000000 to 99999999)."""
    if not 10_000_000 <= nonce <= 99_999_999:
        raise ValueError("the nonce has 8 digits")
    state = (_FACTOR * _SEED + _STEP) % _MODULUS
    digits = []
    for char in cookie_value:
        digits.append(f"{(ord(char) ^ state * 255 // _MODULUS) & 0xFF:02x}")
        state = (_FACTOR * state + _STEP) % _MODULUS
    return "".join(digits) + f"{nonce:08x}"
