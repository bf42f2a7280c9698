"""Templates are compiled by two rules of our own: what comes out is held to what Jinja itself makes of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, UndefinedError
from markupsafe import Markup

from catalogsync.api.i18n import Words
from catalogsync.api.marks import Marks
from catalogsync.api.templating import part, templates

PLAIN = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
VALUES = st.one_of(
    st.text(), st.integers(), st.floats(allow_nan=False), st.none(), st.booleans(), st.text().map(Markup)
)
ALL_WAYS = """{% macro twice(x) %}<i>{{ x }}{{ x }}</i>{% endmacro %}
{% macro around() %}<b>{{ caller() }}</b>{% endmacro %}
{{ value }}|{{ twice(value) }}|{{ shout(value) }}|{% call around() %}{{ value }}{% endcall %}
{% for one in [value, 1] %}{{ loop.index }}{{ one }}{{ twice(x=one) }}{% endfor %}
{{ "<%s>" | format(value) }}{{ "a" ~ value }}"""


def _rendered(env: Environment, text: str, **values: Any) -> str:
    shown = env.from_string(text).render(values, shout=lambda x: f"{x}<!>")
    return shown.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")  # two ways to write the same


@given(VALUES)
def test_a_value_looks_as_jinja_writes_it(value: Any) -> None:
    assert _rendered(PLAIN, ALL_WAYS, value=value) == _rendered(templates(), ALL_WAYS, value=value)


@given(st.text())
def test_nothing_from_outside_is_markup(text: str) -> None:
    shown = _rendered(templates(), "{{ value }}", value=text)

    assert not {"<", ">", '"', "'"} & set(shown)


@given(st.text(min_size=1))
def test_a_name_is_escaped_in_its_mark(text: str) -> None:
    shown = str(Marks(Words("en"), 0).name(text)).removeprefix("<bdi>").removesuffix("</bdi>")

    assert not {"<", ">", '"', "'"} & set(shown)


def test_what_a_template_does_not_know_is_our_fault_and_said() -> None:
    with pytest.raises(UndefinedError):
        _rendered(templates(), "{{ nothing }}")
    with pytest.raises(UndefinedError):
        _rendered(templates(), "{{ nothing(1) }}")


def test_a_part_of_the_frame_is_made_once_for_each_look() -> None:
    shown = part("frame/_nav.html", "zh", section="songs", running=0, reviews=3)

    assert shown is part("frame/_nav.html", "zh", section="songs", running=0, reviews=3)
    assert shown != part("frame/_nav.html", "en", section="songs", running=0, reviews=3)
    assert '<b class="count">3</b>' in shown
