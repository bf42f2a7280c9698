"""What is kept of every fact in every version: `python -m tests.adapters.store.old_facts` adds what is not kept yet.

`old/facts.json` holds for each topic the JSON of a fact with all fields set (`full`), of one with the required fields
only (`least`), and what the latter means, defaults included (`means`). Nothing that is kept is ever made anew: it
stands for the events in people's stores. A fact that has to change gets a new version and an upcast, and then this
adds what the new version looks like. A fact that was never released may be taken out by hand and added again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from catalogsync.domain import facts as _all_facts  # noqa: F401 - so that every fact is known
from catalogsync.domain.event import Fact, known_facts, stored_name

FILE = Path(__file__).parent / "old" / "facts.json"

Kept = dict[str, dict[str, Any]]


def kept() -> Kept:
    """What is kept, by topic."""
    return dict(json.loads(FILE.read_text("utf-8"))) if FILE.exists() else {}


def topics() -> dict[str, type[Fact]]:
    """The topics under which this program writes facts now; those of tests are left out."""
    own = [cls for cls in known_facts().values() if cls.__module__.startswith("catalogsync.")]
    return {stored_name(cls).topic: cls for cls in own}


def add_missing() -> list[str]:
    """Keep the facts that are not kept yet; returns their topics."""
    now = kept()
    missing = {topic: cls for topic, cls in topics().items() if topic not in now}
    for topic, cls in missing.items():
        least = _sample(cls, full=False)
        now[topic] = {
            "full": _sample(cls, full=True),
            "least": least,
            "means": meaning(msgspec.convert(least, cls)),
        }
    text = json.dumps(dict(sorted(now.items())), ensure_ascii=False, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")
    return sorted(missing)


def meaning(value: Any) -> Any:
    """A fact with every field, those that a stored one leaves out as well."""
    if isinstance(value, msgspec.Struct):
        return {name: meaning(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, list | tuple):
        return [meaning(item) for item in value]
    if isinstance(value, dict):
        return {key: meaning(item) for key, item in value.items()}
    return msgspec.to_builtins(value)


def _sample(cls: type[Fact], *, full: bool) -> dict[str, Any]:
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    return _fields(info, full=full)


def _fields(info: inspect.StructType, *, full: bool) -> dict[str, Any]:
    return {
        field.encode_name: field.default is not True and _value(field.type, field.name, full=full)
        for field in info.fields
        if full or field.required
    }


def _value(kind: inspect.Type, name: str, *, full: bool) -> Any:
    match kind:
        case inspect.StructType():
            return _fields(kind, full=full)
        case inspect.UnionType(types=types):
            return _value(next(t for t in types if not isinstance(t, inspect.NoneType)), name, full=full)
        case inspect.ListType(item_type=inspect.UnionType(types=types)):
            return [_value(t, name, full=full) for t in types]
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return [_value(item, name, full=full)]
        case inspect.DictType(key_type=key, value_type=item):
            return {_value(key, name, full=full): _value(item, name, full=full)}
        case inspect.LiteralType(values=values):
            return values[-1]
        case inspect.EnumType(cls=enum):
            return list(enum)[-1].value
        case inspect.StrType():
            return f"{name} 晴"
        case inspect.BoolType():
            return True
        case inspect.IntType():
            return 7
        case inspect.FloatType():
            return 0.5
        case inspect.AnyType():
            return {"any": [1]}
    raise TypeError(f"no sample of {kind}")


if __name__ == "__main__":
    sys.stdout.write("".join(f"kept {topic}\n" for topic in add_missing()))
