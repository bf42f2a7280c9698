"""Where Migu is asked, and the headers its hosts want (wire page 0, 2026-11)."""

from __future__ import annotations

APP = "https://app.c.nf.migu.cn"
APP_C = "https://c.musicapp.migu.cn"
PHONE_SITE = "https://m.music.migu.cn"
WEB = "https://music.migu.cn"

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)

APP_REFERER = {"Referer": APP + "/", "channel": "0146921"}

ENDPOINTS = (
    "square",
    "by tag",
    "by tag v3",
    "music data",
    "phone site",
    "taglist",
    "tag page",
    "rank index",
    "rank list",
    "content",
    "rank info",
    "v2",
    "v2 second host",
    "older",
    "bmw",
    "search all",
    "item search",
    "phone search",
    "resourceinfo",
    "resourceinfo second host",
    "web songs",
    "listen",
    "listen-url",
    "redirect",
)
"""Names of the endpoints, in the order in which alternatives for the same thing are tried."""
