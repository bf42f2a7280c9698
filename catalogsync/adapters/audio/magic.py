"""Recognise by their first (and last) bytes what is no audio we may play: encrypted containers, pages, error texts.

The magic numbers are those the platforms' own players write; nothing here opens such a container.
"""

from __future__ import annotations

import re

from catalogsync.adapters.audio.reader import Reader

_FIRST_BYTES = (
    (b"CTENFDAM", "ncm"),
    (bytes.fromhex("7cd532eb86027f4b"), "kgm"),
    (bytes.fromhex("0528bc96e9e45a43"), "vpr"),
    (b"yeelion-kuwo", "kwm"),
    (b"QQMU", "tm"),
    (bytes.fromhex("a506b789"), "qmcflac"),
    (bytes.fromhex("8a0ee5"), "qmc"),
    (bytes.fromhex("8c2db199"), "qmcogg"),
    (b"ifmt", "xm"),
    (b"E!0", "ofl"),
    (b"QTag", "mflac"),
    (b"STag", "mflac"),
)
_LAST_BYTES = ((b"QTag", "mflac"), (b"STag", "mflac"), (b"musicex\x00", "mflac"))

_PAGE = re.compile(
    rb"(\xef\xbb\xbf)?\s*(<!doctype|<html|<\?xml|<head|<!--|<script|\{\s*[\"'}]|\[\s*[\[{\"])", re.I
)


def encrypted_kind(reader: Reader) -> str | None:
    """The name of the encrypted container, None when it is none that is known."""
    head = reader.at(0, 32)
    for magic, kind in _FIRST_BYTES:
        if head.startswith(magic):
            return kind
    tail = reader.at(reader.size - 8, 8) if reader.size >= 8 else b""
    for magic, kind in _LAST_BYTES:
        if tail.endswith(magic):
            return kind
    return None


def page_kind(reader: Reader) -> str | None:
    """html, xml or json when the file is a text that some server answered."""
    found = _PAGE.match(reader.at(0, 1024))
    if found is None:
        return None
    text = found[0].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "json" if text[:1] in b"{[" else "xml" if text.startswith(b"<?xml") else "html"
