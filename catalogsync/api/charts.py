"""Charts as SVG, drawn here: no script, no style attributes (the content policy forbids both), colours by class."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: the class that colours it, its value and what it is called."""

    css: str
    value: float
    label: str


def share_bar(shares: Sequence[Share], label: str = "") -> Markup:
    """One horizontal bar of parts; an empty whole is an empty track."""
    there = [(share, html.escape(f"{share.label} {share.value:,.0f}")) for share in shares if share.value]
    whole = sum([share.value for share, _ in there])
    said = html.escape(label) or ", ".join([told for _, told in there])
    parts = [
        f'<svg class="bar" role="img" aria-label="{said}"><rect class="c-track" width="100%" height="100%"/>'
    ]
    at = 0.0
    for share, told in there if whole else ():
        wide = 100 * share.value / whole
        parts.append(
            f'<rect class="c-{html.escape(share.css)}" x="{at:.2f}%" width="{max(wide, 0.6):.2f}%" height="100%">'
            f"<title>{told}</title></rect>"
        )
        at += wide
    return Markup("".join([*parts, "</svg>"]))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a chart over time: its label and the values, one per series."""

    label: str
    values: tuple[float, ...]


def column_chart(columns: Sequence[Column], series: Sequence[tuple[str, str]], label: str) -> Markup:
    """Stacked columns. `series` is (css, name) from the bottom up; `label` says what the chart shows."""
    high, wide, foot = 120, 640, 18
    top = max((sum(column.values) for column in columns), default=0) or 1
    step = wide / max(1, len(columns))
    names = [(escape(css), name) for css, name in series]
    out = [
        f'<svg class="columns" viewBox="0 0 {wide} {high + foot}" role="img" aria-label="{escape(label)}">'
    ]
    for line in (0.0, 0.5, 1.0):
        y = high - line * (high - 10)
        out.append(f'<line class="c-grid" x1="0" x2="{wide}" y1="{y:.1f}" y2="{y:.1f}"/>')
    out.append(f'<text class="c-text" x="2" y="8">{top:,.0f}</text>')
    every = max(1, len(columns) // 6)
    for n, column in enumerate(columns):
        y = float(high)
        said = " · ".join(
            f"{name} {value:,.0f}" for (_, name), value in zip(names, column.values, strict=True)
        )
        out.append(f"<g><title>{escape(column.label)}: {escape(said)}</title>")
        for (css, _), value in zip(names, column.values, strict=True):
            if value:
                tall = max(value / top * (high - 10), 1.5)
                y -= tall
                out.append(
                    f'<rect class="c-{css}" x="{n * step + step * 0.12:.1f}" y="{y:.1f}" width="{step * 0.76:.1f}"'
                    f' height="{tall:.1f}" rx="1"/>'
                )
        out.append(f'<rect class="c-hit" x="{n * step:.1f}" y="0" width="{step:.1f}" height="{high}"/></g>')
        if n % every == 0:
            out.append(
                f'<text class="c-text" x="{n * step + 2:.1f}" y="{high + 13}">{escape(column.label)}</text>'
            )
    return Markup("".join([*out, "</svg>"]))


def hour_bars(hours: Sequence[tuple[int, int]], label: str) -> Markup:
    """A small chart of (well, badly) by hour, the oldest first; every column is as tall as the busiest hour needs."""
    high, wide = 22.0, 6.0
    top = max((well + badly for well, badly in hours), default=0) or 1
    parts = [
        f'<svg class="hours" viewBox="0 0 {wide * len(hours):.0f} {high:.0f}" role="img" aria-label="{escape(label)}">'
    ]
    for n, counts in enumerate(hours):
        y, x = high, n * wide + 0.5
        for css, value in zip(("done", "missed"), counts, strict=True):
            if value:
                tall = max(1.5, value / top * (high - 1))
                y -= tall
                parts.append(
                    f'<rect class="c-{css}" x="{x:.1f}" y="{max(0.0, y):.1f}" width="{wide - 1:.1f}" height="{tall:.1f}"/>'
                )
        if not any(counts):
            parts.append(
                f'<rect class="c-track" x="{x:.1f}" y="{high - 1:.1f}" width="{wide - 1:.1f}" height="1"/>'
            )
    return Markup("".join([*parts, "</svg>"]))


def ring(part: float, whole: float, label: str) -> Markup:
    """A share as a ring, its percentage in the middle."""
    share = part / whole if whole else 0.0
    around = 2 * 3.14159265 * 42
    text = f"{min(99, round(share * 100)) if part < whole else round(share * 100)}%" if whole else "–"
    return Markup(
        '<svg class="ring" viewBox="0 0 100 100" role="img" aria-label="{}"><circle class="c-ring-track" cx="50" cy="50"'
        ' r="42"/><circle class="c-ring" cx="50" cy="50" r="42" stroke-dasharray="{:.2f} {:.2f}"'
        ' transform="rotate(-90 50 50)"/><text class="c-ring-text" x="50" y="58">{}</text></svg>'
    ).format(f"{label}: {text}", share * around, around, text)


def heat(share: float | None) -> str:
    """The class of a cell of a heat map: `h0` (never) to `h9` (always), `hx` for no experience."""
    return "hx" if share is None else f"h{min(9, int(share * 10))}"
