"""The fault `risk`: each platform's own refusal of robots, read by our adapters as a reason to stop asking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from catalogsync.adapters.platforms.http import HttpSettings, open_http
from catalogsync.adapters.platforms.kugou import Kugou
from catalogsync.adapters.platforms.kuwo import Kuwo
from catalogsync.adapters.platforms.migu import Migu
from catalogsync.adapters.platforms.netease import Netease
from catalogsync.adapters.platforms.qianqian import Qianqian
from catalogsync.adapters.platforms.qq import QQ
from catalogsync.pipeline.errors import Failure, PlatformError
from catalogsync.sandbox import Sandbox
from tests.adapters.origin import PATIENT

LATER = {Failure.BLOCKED, Failure.RATE_LIMITED, Failure.SERVER}
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[Sandbox, str]]:
    box = Sandbox(1, "tiny", faults=[{"kind": "risk"}])
    with box.running() as address:
        yield box, address


@pytest.mark.parametrize("adapter", [Netease, QQ, Kuwo, Kugou, Migu, Qianqian])
def test_a_search_that_is_taken_for_a_robots_fails_as_something_to_try_later(
    adapter: Any, sandbox: tuple[Sandbox, str]
) -> None:
    http = open_http(adapter.name, HttpSettings(gateway=sandbox[1], pace=None, attempts=1, **PATIENT))

    with pytest.raises(PlatformError) as refused:
        adapter(http).search("合成", 5)
    http.close()

    assert refused.value.failure in LATER


@pytest.mark.parametrize(
    ("host", "path", "member", "value"),
    [
        ("music.163.com", "/api/toplist", "code", -460),
        ("c.y.qq.com", "/v8/fcg-bin/fcg_myqq_toplist.fcg?format=json", "code", 2001),
        ("www.kuwo.cn", "/api/www/search/searchMusicBykeyWord?key=x", "success", False),
        ("m.kuwo.cn", "/newh5app/wapi/api/www/music/musicInfo?mid=1", "code", -1),
        ("m.kugou.com", "/app/i/getSongInfo.php?hash=x", "errcode", 1002),
        ("wwwapi.kugou.com", "/yy/index.php?r=play/getdata", "err_code", 30020),
        ("gateway.kugou.com", "/v5/url?hash=x", "errcode", 20028),
    ],
)
def test_the_refusal_has_the_shape_of_the_endpoint(
    host: str, path: str, member: str, value: object, sandbox: tuple[Sandbox, str]
) -> None:
    answer = httpx.get(f"{sandbox[1]}{path}", headers={**BROWSER, "Host": host}, verify=False, timeout=120)

    assert value == answer.json()[member]


def test_each_sub_request_of_qqs_gateway_is_refused(sandbox: tuple[Sandbox, str]) -> None:
    asked = {"comm": {}, "a": {"module": "m", "method": "n", "param": {}}, "b": {}}
    answer = httpx.post(
        f"{sandbox[1]}/cgi-bin/musicu.fcg", json=asked, headers={**BROWSER, "Host": "u.y.qq.com"}, timeout=120
    ).json()

    assert (0, 2001, 2001) == (answer["code"], answer["a"]["code"], answer["b"]["code"])


def test_pictures_and_audio_come_all_the_same(sandbox: tuple[Sandbox, str]) -> None:
    answer = httpx.get(
        f"{sandbox[1]}/x.jpg", headers={**BROWSER, "Host": "p1.music.126.net"}, verify=False, timeout=120
    )

    assert "image/jpeg" == answer.headers["Content-Type"]
