"""What people paste: share addresses of every form, share texts with an address inside, `platform:remote_id`.

Nothing here asks the network. Short addresses come out as kind SHORT; asking where they lead is the adapters'
work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from catalogsync.domain.ids import PLATFORMS
from catalogsync.domain.link_routes import HOSTS, ID_SHAPES, ROUTES, SHORT_CODE, LinkKind, Route, page_of

__all__ = ["Link", "LinkError", "LinkKind", "find_links", "link_to", "parse_link"]

MAX_TEXT = 8_192
"""Characters of pasted text that are looked at; longer ones are refused, they are no share text."""


class LinkError(ValueError):
    """The text is no link we know. `str()` is one line for a person, safe to print."""


@dataclass(frozen=True, slots=True)
class Link:
    """A thing on a platform as an address names it.

    `remote_id` is None for kind SHORT only. `url` is the thing's clean address: what identifies the person
    who shared it (`userid`, `token`, `hosteuin` …) is left out. Kuwo's bodian lists, an id space of their
    own, have the id `bodian-<source>-<number>`; Kugou songs may be named by hash (upper case), album_audio_id
    or its short text; Migu songs by copyrightId, contentId (18 digits) or songId (up to 10 digits); QQ songs
    by mid or number.
    """

    platform: str
    kind: LinkKind
    remote_id: str | None
    url: str


def link_to(platform: str, kind: LinkKind, remote_id: str) -> Link:
    """The link to a thing whose id is known; LinkError when the id cannot be one of that kind."""
    shape = ID_SHAPES.get((platform, kind))
    if shape is None or not re.fullmatch(shape, remote_id):
        raise LinkError(f"{shown(remote_id)} is no {platform} {kind} id")
    remote_id = _folded(platform, kind, remote_id)
    return Link(platform, kind, remote_id, page_of(platform, kind, remote_id))


def parse_link(text: str, bare: LinkKind = LinkKind.PLAYLIST) -> Link:
    """The first link in a pasted text; LinkError, one clear line, when there is none.

    Understands addresses of every platform (scheme may be missing), share texts around one,
    `platform,address`, `platform:remote_id` and `kind:platform:remote_id`. `bare` is what an id alone most
    likely means here; an id that cannot be that is tried as song, album and toplist.
    """
    if len(text) > MAX_TEXT:
        raise LinkError(f"{shown(text)} is too long for a link ({len(text)} characters)")
    text = _plain(text)
    if not text:
        raise LinkError("there is no link, the text is empty")
    named = _named_platform(text)
    if named:
        return _of_platform(*named, bare)
    if link := _from_key(text, bare):
        return link
    problem: LinkError | None = None
    for address in _addresses(text):
        try:
            return _from_address(address)
        except LinkError as e:
            problem = problem or e
    raise problem or LinkError(f"{shown(text)} holds no address of {', '.join(PLATFORMS)}")


def find_links(text: str) -> tuple[Link, ...]:
    """Every link in a pasted text, in order, each once; LinkError as in `parse_link` when there is none."""
    first = parse_link(text)
    found = [first]
    if not _named_platform(_plain(text)):
        for address in _addresses(_plain(text)):
            try:
                link = _from_address(address)
            except LinkError:
                continue  # a share text may also point at an app shop; the first link is what counts
            if link not in found:
                found.append(link)
    return tuple(found)


def shown(text: str, limit: int = 60) -> str:
    """Foreign text for a message: quoted, control and direction characters escaped, cut."""
    return repr(text if len(text) <= limit else text[: limit - 1] + "…")


# What ends an address inside a sentence: blanks, controls, quotes and brackets of both widths, Chinese
# punctuation.
_STOP = (
    r"\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\\<>\"'`|^{}()"
    r"（）【】《》〈〉「」『』“”‘’，。；！？、｜～"
)
_ADDRESS = re.compile(
    rf"(?P<scheme>https?|orpheus|mgmusic)://(?P<rest>[^{_STOP}]+)"
    r"|(?<![0-9A-Za-z._@/%:+-])(?P<bare>(?:[0-9A-Za-z-]{1,63}\.){1,8}[A-Za-z]{2,12}(?::[0-9]{1,5})?"
    rf"[/?#][^{_STOP}]*)",
    re.IGNORECASE,
)
_KEY = re.compile(
    r"(?:(?P<kind>playlist|toplist|song|album):)?(?P<platform>[A-Za-z]+)[:：](?P<id>[0-9A-Za-z_-]{1,100})"
)
_NAMED = re.compile(
    r"(?P<platform>[A-Za-z][0-9A-Za-z_-]{0,39})\s*[,，;；\t]\s*[\"']?(?P<rest>\S.*)", re.DOTALL
)
_LOOKS_LIKE_LINK = re.compile(
    r"[\"']?(?:[a-z]+://|(?:[0-9a-z-]+\.)+[a-z]+/|[0-9A-Za-z_-]+[\"']?$)", re.IGNORECASE
)


def _plain(text: str) -> str:
    # Only this one entity: html.unescape would read `&copyrightId=` as a copyright sign.
    return text.replace("\ufeff", "").replace("&amp;", "&").strip()


def _named_platform(text: str) -> tuple[str, str] | None:
    """(`platform`, what follows) for `platform,address` and `platform,id`; None for other texts."""
    match = _NAMED.fullmatch(text)
    if not match or not _LOOKS_LIKE_LINK.match(match["rest"]):
        return None
    platform = _platform_named(match["platform"])
    if platform is None:
        raise LinkError(f"{shown(match['platform'])} is no platform; known are {', '.join(PLATFORMS)}")
    return platform, match["rest"].strip().strip("\"'")


def _platform_named(word: str) -> str | None:
    name = word.casefold().removesuffix("client").removesuffix("music").rstrip("_-")
    return name if name in PLATFORMS else None


def _of_platform(platform: str, rest: str, bare: LinkKind) -> Link:
    if re.fullmatch(r"[0-9A-Za-z_-]{1,100}", rest):
        return _from_id(platform, rest, None, bare)
    link = parse_link(rest, bare)
    if link.platform != platform:
        raise LinkError(f"the address is of {link.platform}, not of {platform}: {link.url}")
    return link


def _from_key(text: str, bare: LinkKind) -> Link | None:
    match = _KEY.fullmatch(text)
    if not match:
        return None
    platform = _platform_named(match["platform"])
    if platform is None:
        raise LinkError(f"{shown(match['platform'])} is no platform; known are {', '.join(PLATFORMS)}")
    return _from_id(platform, match["id"], match["kind"], bare)


def _from_id(platform: str, remote_id: str, kind: str | None, bare: LinkKind) -> Link:
    if kind:
        return link_to(platform, LinkKind(kind), remote_id)
    for candidate in (bare, LinkKind.PLAYLIST, LinkKind.SONG, LinkKind.ALBUM):
        if re.fullmatch(ID_SHAPES[platform, candidate], remote_id):
            return link_to(platform, candidate, remote_id)
    raise LinkError(f"{shown(remote_id)} is no {platform} id")


def _addresses(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        yield f"https://{match['bare']}" if match["bare"] else match[0]


def _from_address(address: str) -> Link:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise LinkError(f"{shown(address)} is no address") from None
    path = parts.path
    if parts.scheme not in (
        "http",
        "https",
    ):  # orpheus://playlist/1: what stands for the host is part of the path
        host, port, path = f"{parts.scheme}:", None, f"/{parts.netloc}{parts.path}"
    if port not in (None, 80, 443):
        raise LinkError(f"{shown(address)} is no shared address: port {port}")
    for platform, hosts in HOSTS.items():
        if re.fullmatch(hosts, host):
            for view_path, params in _views(path, parts.query, parts.fragment):
                if link := _by_route(platform, parts.scheme, host, view_path, params):
                    return link
            raise LinkError(
                f"{shown(address, 120)} is on {platform} but names no playlist, toplist, song or album"
            )
    raise LinkError(f"{shown(host)} is no host of {', '.join(PLATFORMS)}")


def _by_route(platform: str, scheme: str, host: str, path: str, params: Mapping[str, str]) -> Link | None:
    for route in ROUTES[platform]:
        match = route.matches(host, path, params)
        remote_id = _id_of(platform, route, match, params) if match else None
        if remote_id is None:
            continue
        if route.kind is LinkKind.SHORT:
            return Link(
                platform, route.kind, None, _short_address(scheme, host, path, route, params, remote_id)
            )
        return link_to(platform, route.kind, remote_id)
    return None


def _views(path: str, query: str, fragment: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The (path, parameters) an address can mean; a fragment that is a path is the real one
    (`#/playlist?id=1`)."""
    inner = fragment.removeprefix("!")
    if inner.startswith("/"):
        inner_path, _, inner_query = inner.partition("?")
        yield unquote(inner_path), _params(inner_query)
        yield unquote(path), _params(query)
    elif "=" in inner:
        yield unquote(path), {**_params(inner), **_params(query)}
    else:
        yield unquote(path), {**_params(query), "#": inner}


def _params(query: str) -> dict[str, str]:
    """The parameters with lower-case names; of a name given twice the first counts."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(query.replace("?", "&"), keep_blank_values=False):
        found.setdefault(name.casefold(), value)
    return found


def _id_of(platform: str, route: Route, match: re.Match[str], params: Mapping[str, str]) -> str | None:
    in_path = [value for value in match.groupdict().values() if value]
    for value in [*in_path, *(params[key] for key in route.keys if key in params)]:
        word = re.sub(r"(?:_num)?\.(?:html?|mp3)$", "", value)
        if route.names and word.casefold() in route.names:
            return route.names[word.casefold()]
        shape = SHORT_CODE if route.kind is LinkKind.SHORT else ID_SHAPES[platform, route.kind]
        if found := re.match(rf"(?:{shape})(?![0-9A-Za-z_])", word):
            return _bodian(route, found[0], params)
    return route.default if not any(key in params for key in route.keys) else None


def _bodian(route: Route, number: str, params: Mapping[str, str]) -> str:
    """Kuwo's bodian lists share the number space with nobody: keep the family in the id (wire page kuwo,
    3.4)."""
    if route.host and "bodian" in route.host:
        return f"bodian-{'5' if params.get('source') == '5' else '4'}-{number}"
    return number


def _short_address(
    scheme: str, host: str, path: str, route: Route, params: Mapping[str, str], code: str
) -> str:
    """The short address without what trackers hang on it; the scheme stays, old shorteners know no https."""
    key = next((key for key in route.keys if key in params), None)
    if key:
        return f"{scheme}://{host}{path}?{key}={code}"
    return (
        f"{scheme}://{host}{path[: path.index(code) + len(code)]}{'.html' if path.endswith('.html') else ''}"
    )


def _folded(platform: str, kind: LinkKind, remote_id: str) -> str:
    """One spelling per id: Kugou writes hashes in both cases, Migu its copyrightIds in capitals."""
    hashed = platform == "kugou" and kind is LinkKind.SONG and len(remote_id) == 32
    rights = platform == "migu" and kind is LinkKind.SONG and len(remote_id) == 11
    return remote_id.upper() if hashed or rights else remote_id
