from __future__ import annotations

import re
from pathlib import Path

import catalogsync

_ANOTHER_WAY = re.compile(r"json\.Decoder\(|msgpack\.Decoder\(|\.decode\([^)\n]*type=|msgspec\.convert\(")


def test_decoders_are_made_in_one_place_only() -> None:
    package = Path(catalogsync.__file__).parent
    found = {
        (path.relative_to(package).as_posix(), way)
        for path in package.rglob("*.py")
        for way in _ANOTHER_WAY.findall(path.read_text("utf-8"))
    }

    # The mapper converts what an upcast made, into a kind it has just made a decoder of.
    assert found == {
        ("pipeline/decoding.py", "json.Decoder("),
        ("adapters/store/mapper.py", "msgspec.convert("),
    }
