"""The small parts of a page that stand in every row: names, chips, times, bars.

Made here and not as template macros, because a page of fifty rows calls them a thousand times and a macro costs ten
times a function. What comes from platforms is escaped where it is put in.
"""

from __future__ import annotations

from functools import cache, lru_cache
from html import escape

from markupsafe import Markup

from catalogsync.api.charts import Share, share_bar
from catalogsync.api.i18n import Words
from catalogsync.api.views import ago, iso, percent, short, when


def _made(html: str) -> Markup:
    # `Markup(…)` asks what it is given for markup of its own first, which takes six times as long.
    return str.__new__(Markup, html)


@cache
def icon(name: str) -> Markup:
    """A drawing of `static/icons.svg`."""
    return _made(
        f'<svg class="i" aria-hidden="true" viewBox="0 0 24 24"><use href="/static/icons.svg#{escape(name)}"/></svg>'
    )


_NOTHING = Markup('<span class="quiet">–</span>')


class Marks:
    """The parts in the language of one request, seen from its moment."""

    def __init__(self, words: Words, now_ms: int) -> None:
        self._words = words
        self._now_ms = now_ms

    def platform(self, name: str) -> Markup:
        """The coloured name of a platform."""
        return _platform(self._words.lang, str(name))

    def state(self, word: str, area: str = "state") -> Markup:
        """The chip of a state."""
        return _state(self._words.lang, str(word), area)

    def name(self, text: object, empty: str = "") -> Markup:
        """A name from a platform: kept apart from the direction of the text around it."""
        if text:
            return _made(f"<bdi>{escape(short(text))}</bdi>")
        return _made(f'<span class="quiet">{escape(empty)}</span>') if empty else _NOTHING

    def time(self, at_ms: int | None) -> Markup:
        """A moment, told from now; the exact one in its title."""
        if not at_ms:
            return _NOTHING
        told = escape(ago(at_ms, self._now_ms, self._words))
        return _made(f"{_moment(at_ms // 1000)}{told}</time>")

    def why(self, failure: str | None, message: object = "") -> Markup:
        """The cause of a failure; what was said stands in its title."""
        if not failure:
            return _made("")
        told = escape(self._words.name("failure", failure))
        return _made(
            f'<span class="why" title="{escape(short(self._words.phrase(str(message or "")), 400))}">{told}</span>'
        )

    def cover(self, songs: int | None, done: int, missed: int, excluded: int = 0) -> Markup:
        """How many songs have a file, as a bar and in percent."""
        if not songs:
            return _NOTHING
        left = songs - done - missed - excluded
        values = (("done", done), ("missed", missed), ("excluded", excluded), ("open", left))
        shares = [Share(css, value, self._words(f"state.{css}")) for css, value in values]
        told = percent(done, songs - excluded)
        return _made(f'<span class="cover">{share_bar(shares)}<span class="num">{told}</span></span>')


@lru_cache(4_096)  # an open page asks for the same rows again and again
def _moment(second: int) -> str:
    return f'<time datetime="{iso(second * 1000)}" title="{when(second * 1000)}">'


@lru_cache(256)
def _platform(lang: str, name: str) -> Markup:
    told = escape(Words(lang).name("platform", name))
    return _made(f'<span class="pf pf-{escape(name)}" title="{told}">{told}</span>')


@lru_cache(512)
def _state(lang: str, word: str, area: str) -> Markup:
    return _made(f'<span class="st st-{escape(word)}">{escape(Words(lang).name(area, word))}</span>')
