"""Our words for exchanges that failed on the way."""

from __future__ import annotations

import httpx

from catalogsync.pipeline.errors import NetworkFailed, TemporarilyUnavailable


def translated(platform: str, operation: str, host: str | None, error: httpx.TransportError) -> NetworkFailed:
    """Our word for a failed exchange. Names the host only: addresses may be signed."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        hint = "the server's TLS certificate is not trusted; check the clock, the proxy, or set a CA file"
        return NetworkFailed(platform, operation, f"{host}: certificate refused", code="tls", hint=hint)
    match error:
        case httpx.ConnectTimeout() | httpx.PoolTimeout():
            what, code = "no connection in time", "connect timeout"
        case httpx.TimeoutException():
            what, code = "no answer in time", "timeout"
        case httpx.ProxyError():
            what, code = "the proxy refused", "proxy"
        case httpx.ConnectError():
            what, code = "cannot connect", "connect"
        case httpx.UnsupportedProtocol():
            what, code = "not an http address", "address"
        case _:
            what, code = "the connection broke", "reset"
    return NetworkFailed(platform, operation, f"{host}: {what}", code=code)


def hopeless(error: TemporarilyUnavailable) -> bool:
    """Trouble that a second attempt within seconds cannot cure."""
    return error.code in ("tls", "address", "HTTP 501", "HTTP 505")
