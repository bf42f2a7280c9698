"""The console's words in every language it speaks, and which of them a request wants."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any

LANGUAGES = MappingProxyType({"en": "English", "zh": "中文"})
"""Language code → its own name; the order is that of the columns in `words.json`."""


_APART = ("other", "which")
"""What stands before the kind of version in a reason: another one, or one that cannot be told."""

LONGEST_PHRASE = 600
"""Longer texts are no sentences of ours and are shown as they are."""


@lru_cache(maxsize=1)
def catalog() -> dict[str, list[str]]:
    """Key → one text per language. Placeholders are `{name}`."""
    return json.loads((resources.files(__package__) / "words.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@lru_cache(maxsize=len(LANGUAGES))
def _texts(lang: str) -> dict[str, str]:
    column = list(LANGUAGES).index(lang)
    return {key: texts[column] for key, texts in catalog().items()}


class Words:
    """The texts of one language; called with a key it answers with the text."""

    def __init__(self, lang: str) -> None:
        self.lang = lang if lang in LANGUAGES else "en"
        self._texts = _texts(self.lang)

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a key; a KeyError is our own fault."""
        text = self._texts[key]
        return text.format(**values) if values else text

    def name(self, area: str, word: object) -> str:
        """The text for a stored word (`failure` `vip`); the word itself when it is none of ours."""
        return self._texts.get(f"{area}.{word}") or str(word).replace("_", " ")

    def phrase(self, text: str | None) -> str:
        """A sentence that was recorded in English, in this language where there are words for it; else as it is."""
        return _phrase(self.lang, text) if text and self.lang != "en" else text or ""

    def reason(self, text: str) -> str:
        """A reason of the matching rules, such as `version:other-live`, in words."""
        about, _, what = text.partition(":")
        first = (
            "" if f"why.{what}" in catalog() else next((w for w in _APART if what.startswith(f"{w}-")), "")
        )
        parts = (about, first, what.removeprefix(f"{first}-") if first else what)
        return " · ".join(self.name("why", part) for part in parts if part)

    def maybe(self, area: str, word: object) -> str:
        """The text for a stored word, nothing when there is none."""
        return self._texts.get(f"{area}.{word}", "")


AREAS = ("kind", "stage", "failure", "platform", "storefail", "lane", "quality")
"""Placeholders of a phrase whose value is a stored word; the area of its texts is called the same."""


@lru_cache(maxsize=1)
def _phrases() -> list[tuple[re.Pattern[str], str]]:
    """What recorded sentences look like in English, and the key of each.

    A placeholder takes anything, `{platform}` the platforms' names only: `{platform}: {message}` would fit nearly everything.
    """
    takes = {
        "platform": "|".join(name for key in catalog() if (name := key.removeprefix("platform.")) != key)
    }
    found: list[tuple[int, re.Pattern[str], str]] = []
    for key, texts in catalog().items():
        if key.startswith("phrase."):
            parts = re.split(r"{(\w+)}", texts[0])
            literal = [
                f"(?P<{part}>{takes.get(part, '.+?')})" if n % 2 else re.escape(part)
                for n, part in enumerate(parts)
            ]
            said = sum(len(part) for part in parts[::2])
            found.append((said, re.compile("".join(literal), re.DOTALL), key))
    # What says most by itself is looked for first.
    return [(pattern, key) for _, pattern, key in sorted(found, key=lambda one: -one[0])]


@lru_cache(maxsize=2_048)  # a page of fifty failures mostly says two or three things
def _phrase(lang: str, text: str) -> str:
    if len(text) > LONGEST_PHRASE:
        return text
    words = Words(lang)
    for pattern, key in _phrases():
        match = pattern.fullmatch(text)
        if match is not None:
            values = match.groupdict()
            said = {
                name: words.name(name, value.replace(" ", "_")) if name in AREAS else _phrase(lang, value)
                for name, value in values.items()
            }
            return words(key, **said)
    return text


def wanted_language(cookie: str | None, accept: str) -> str:
    """The switch wins, then the browser's list, then English."""
    if cookie is not None and cookie in LANGUAGES:
        return cookie
    for part in accept.split(","):
        code = part.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return "en"
