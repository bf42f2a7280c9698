"""The console's words in every language it speaks, and which of them a request wants."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

LANGUAGES = MappingProxyType({"en": "English", "zh": "中文"})
"""Language code → its own name; the order is that of the columns in `words.json`."""


@lru_cache(maxsize=1)
def catalog() -> dict[str, list[str]]:
    """Key → one text per language. Placeholders are `{name}`."""
    return json.loads((resources.files(__package__) / "words.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


class Words:
    """The texts of one language; called with a key it answers with the text."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self._column = list(LANGUAGES).index(self.lang)

    def __call__(self, key: str, **values: Any) -> str:
        """The text of a key; a KeyError is our own fault."""
        return catalog()[key][self._column].format(**values)

    def name(self, area: str, word: object) -> str:
        """The text for a stored word (`failure` `vip`); the word itself when it is none of ours."""
        texts = catalog().get(f"{area}.{word}")
        return texts[self._column] if texts else str(word).replace("_", " ")

    def maybe(self, area: str, word: object) -> str:
        """The text for a stored word, nothing when there is none."""
        texts = catalog().get(f"{area}.{word}")
        return texts[self._column] if texts else ""


def wanted_language(cookie: str | None, accept: str) -> str:
    """The switch wins, then the browser's list, then English."""
    if cookie is not None and cookie in LANGUAGES:
        return cookie
    for part in accept.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return "en"
