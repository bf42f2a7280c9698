"""The templates of the console, and how a page is made of one."""

from __future__ import annotations

import html
import operator
import sqlite3
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from catalogsync.api import charts, i18n, marks, views
from catalogsync.api.charts import Share
from catalogsync.api.i18n import Words
from catalogsync.domain.ids import COLLECTING_PLATFORMS, PLATFORMS

THEMES = ("auto", "light", "dark")


class _Compiler(CodeGenerator):
    """Templates as Jinja compiles them, but for what a list of fifty rows does a thousand times: a value is written at
    once, where Jinja makes markup of each piece first, and a function is called as it is, where Jinja asks each time
    whether it wants the context (none of ours does). Each is a fifth of such a page's time."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("environment.written(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        self.write("environment.called(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class _Templates(Environment):
    code_generator_class = _Compiler
    called: Callable[..., Any] = operator.call

    @staticmethod
    def written(value: object) -> str:
        """A value as it stands in a page: escaped unless it is markup."""
        if type(value) is Markup:
            return value
        if type(value) is str:
            return html.escape(value)
        return str(value) if type(value) is int else escape(value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A column of a row at once, without looking for an attribute of that name first."""
        if type(obj) is sqlite3.Row:
            try:
                return obj[attribute]
            except IndexError:
                pass
        return super().getattr(obj, attribute)


@cache
def templates() -> Environment:
    """The templates; every value is escaped unless it is markup made here."""
    env = _Templates(
        loader=PackageLoader("catalogsync.api", "templates"),
        autoescape=True,
        # They come with the program: nobody changes them under a server, so no page looks at eight files' times.
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= {
        "short": views.short,
        "number": views.number,
        "size": views.size,
        "clock": views.length,
        "when": views.when,
        "iso": views.iso,
        "shares": lambda parts: [Share(*part) for part in parts],
    }
    env.globals |= {
        "part": part,
        "icon": marks.icon,
        "percent": views.percent,
        "address": views.address,
        "share_bar": charts.share_bar,
        "hour_bars": charts.hour_bars,
        "heat": charts.heat,
        "languages": i18n.LANGUAGES,
        "themes": THEMES,
        "platforms": PLATFORMS,
        "collecting": COLLECTING_PLATFORMS,
    }
    return env


def draw(template: str, around: Mapping[str, Any]) -> str:
    """A page; the macros of `_ui.html` are there as `ui` in all its templates, made once for all of them."""
    env = templates()
    ui = env.get_template("_ui.html").make_module(dict(around))
    return env.get_template(template).render(around, ui=ui)


@lru_cache(maxsize=512)
def part(template: str, lang: str, **values: Any) -> Markup:
    """A part of the frame that looks alike on many pages: made once for each language and set of values."""
    return Markup(templates().get_template(template).render(values, t=Words(lang)))
