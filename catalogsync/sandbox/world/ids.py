"""Ids in each platform's own form, computed from a number and back: no table, nothing to store."""

from __future__ import annotations

from dataclasses import dataclass

from catalogsync.sandbox.chance import draw, hexadecimal

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Scatter:
    """Numbers 0..modulus-1 spread over a range of ids and back (multiply and add, modulo)."""

    base: int
    modulus: int
    factor: int
    shift: int

    @classmethod
    def make(cls, name: str, base: int, modulus: int) -> Scatter:
        """`modulus` must share no factor with the odd multiplier: powers of 10, 36, 62 and 2 all work."""
        factor = draw("factor", name) % modulus | 1
        while any(factor % prime == 0 for prime in (3, 5, 7, 31)):
            factor += 2
        return cls(base, modulus, factor, draw("shift", name) % modulus)

    def to_id(self, number: int) -> int:
        return self.base + (self.factor * number + self.shift) % self.modulus

    def to_number(self, id_: int) -> int | None:
        """The number behind an id, or None for an id outside the range. The caller checks that it exists."""
        if not self.base <= id_ < self.base + self.modulus:
            return None
        return (id_ - self.base - self.shift) * pow(self.factor, -1, self.modulus) % self.modulus

    def parse(self, text: object) -> int | None:
        """The number behind an id written in decimal digits."""
        digits = str(text).strip()
        return (
            self.to_number(int(digits))
            if digits.isascii() and digits.isdigit() and len(digits) < 20
            else None
        )


@dataclass(frozen=True)
class Mid:
    """Fourteen-character ids as QQ writes them: "00", one digit, eleven of base 62."""

    scatter: Scatter

    @classmethod
    def make(cls, name: str) -> Mid:
        return cls(Scatter.make(name, 0, 62**11))

    def to_id(self, number: int) -> str:
        value = self.scatter.to_id(number)
        digits = ""
        for _ in range(11):
            value, rest = divmod(value, 62)
            digits = _BASE62[rest] + digits
        return f"00{number % 5}{digits}"

    def parse(self, text: object) -> int | None:
        mid = str(text)
        if len(mid) != 14 or not (mid.isascii() and mid.isalnum()):
            return None
        value = 0
        for letter in mid[3:]:
            value = value * 62 + _BASE62.index(letter)
        number = self.scatter.to_number(value)
        return number if number is not None and self.to_id(number) == mid else None


@dataclass(frozen=True)
class Token:
    """32 hex digits that carry a number: 16 that say it, 16 that prove it."""

    name: str
    scatter: Scatter

    @classmethod
    def make(cls, name: str) -> Token:
        return cls(name, Scatter.make(name, 0, 2**63))

    def to_id(self, number: int) -> str:
        head = f"{self.scatter.to_id(number):016x}"
        return head + hexadecimal(16, "token", self.name, head)

    def parse(self, text: object) -> int | None:
        token = str(text).lower()
        head, proof = token[:16], token[16:]
        if len(token) != 32 or proof != hexadecimal(16, "token", self.name, head):
            return None
        return self.scatter.to_number(int(head, 16))
