"""docs/events.md is made from the facts themselves; UPDATE_DOCS=1 writes it anew."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
from pathlib import Path

import msgspec

from catalogsync import domain
from catalogsync.domain.event import Fact, known_facts, stored_name

PAGE = Path(__file__).parents[2] / "docs" / "events.md"

HEAD = """# The catalog of events

Made from the code by `UPDATE_DOCS=1 python -m pytest tests/docs`; a test fails when it is stale.

Every event is a *fact* in an envelope. As stored: `stream` and `version` (unique together), the stored name of the
fact (with `@n` from version 2 of its form on), and one JSON object:

    {"at": milliseconds since 1970 UTC, "by": actor, "job": job id, "cause": what led to it, "fact": {…}}

Streams are named `kind:…` after what they are about: `song:netease:186016`. Stored names never change; fields are
added with a default, anything else is a new version with an upcast from the old one. No event holds a cookie, a
signed address or any other secret. Absence on a platform is a tombstone event; nothing is ever deleted.
"""


def facts() -> dict[str, type[Fact]]:
    for module in pkgutil.walk_packages(domain.__path__, f"{domain.__name__}."):
        importlib.import_module(module.name)
    ours = {name: cls for name, cls in known_facts().items() if cls.__module__.startswith("catalogsync.")}
    return dict(sorted(ours.items()))


def render() -> str:
    parts = [HEAD]
    module = None
    for name, cls in sorted(
        facts().items(), key=lambda item: (item[1].__module__, inspect.getsourcelines(item[1])[1])
    ):
        if cls.__module__ != module:
            module = cls.__module__
            told = inspect.cleandoc(importlib.import_module(module).__doc__ or "").split("\n\n")[0]
            parts.append(f"\n## {module.rpartition('.')[2]}\n\n{told}\n")
        version = stored_name(cls).version
        parts.append(f"\n### `{name}`" + (f" (form {version})" if version > 1 else ""))
        parts.append(f"\n\n{inspect.cleandoc(cls.__doc__ or '')}\n")
        rows = [
            f"| `{field.name}` | `{_type(cls, field.name)}` | {'yes' if field.required else 'no'} |\n"
            for field in msgspec.structs.fields(cls)
        ]
        if rows:
            parts.append("\n| field | type | always there |\n|---|---|---|\n" + "".join(rows))
    return "".join(parts)


def _type(cls: type[Fact], field: str) -> str:
    return str(cls.__annotations__[field]).replace("|", "or")


def test_the_catalog_of_events_is_true() -> None:
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(render(), encoding="utf-8")

    assert render() == PAGE.read_text(encoding="utf-8")


def test_every_fact_says_what_it_means() -> None:
    assert [] == [
        name for name, cls in facts().items() if not (cls.__doc__ or "").strip().endswith((".", ")"))
    ]


def test_no_fact_has_a_field_for_a_secret() -> None:
    telling = ("cookie", "token", "password", "signature", "secret")
    fields = [f"{name}.{f.name}" for name, cls in facts().items() for f in msgspec.structs.fields(cls)]

    assert [] == [field for field in fields if any(word in field for word in telling)]
    assert [] == [field for field in fields if field.endswith("url") and not field.endswith("cover_url")]
