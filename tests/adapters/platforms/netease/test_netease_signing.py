"""The eapi form against answers that several independent clients agree on."""

from __future__ import annotations

import pytest

from catalogsync.adapters.platforms.netease.signing import eapi_params, eapi_wrapped

PLAYER = "/api/song/enhance/player/url/v1"


def test_a_text_that_three_clients_wrap_alike() -> None:
    text = '{"ids": "[1001]", "level": "exhigh", "encodeType": "flac", "header": "{}"}'

    wrapped = eapi_wrapped(PLAYER, text)

    assert (
        "fa90b329e9614f79e79598f37dc2edb487f00d1bc4c9b24cd57e6c318b9073569338432cd7d98d1a3626e997a2c5312140ddf88886155276"
        "e10e14ac8dbe876a4a645a20c94f6e088eb6485e545c4bbbca302529cfd553a087c0a0e07fc6fca7f2b51eeaca271de91aeb3836ef3899dd"
        "18a22fdccb6d291bdd8f43ce54abc65e780d393b45694aa5aac78c82d2722e2c754c40624c3c8cad623ef6356084e347018a94a25f30e38b"
        "1a0c7bb9fce41fb7"
    ) == wrapped.lower()


@pytest.mark.parametrize(
    ("path", "params", "start", "length"),
    [
        (
            "/api/song/lyric/v1",
            {"id": "123", "cp": "false", "lv": "0", "kv": "0", "tv": "0", "rv": "0"}
            | {"yv": "0", "ytv": "0", "yrv": "0", "csrf_token": ""},
            "04AE33D34A93FE3EC22DA8FA305D290AB337D0FE5F36D211DE0D338CC6AA89D0",
            384,
        ),
        (
            PLAYER,
            {"ids": "[33894312]", "level": "exhigh", "encodeType": "flac"},
            "FA90B329E9614F79E79598F37DC2EDB487F00D1BC4C9B24CD57E6C318B907356",
            None,
        ),
    ],
)
def test_parameters_become_upper_case_hex(
    path: str, params: dict[str, object], start: str, length: int | None
) -> None:
    wrapped = eapi_params(path, params)

    assert wrapped.startswith(start)
    assert wrapped == wrapped.upper()
    assert length in (None, len(wrapped))
    assert 0 == len(wrapped) % 32
