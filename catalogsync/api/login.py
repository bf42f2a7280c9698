"""Log in and out. The form needs neither script nor session, and speaks the languages of the console."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from catalogsync.api import views
from catalogsync.api.deps import TheConsole
from catalogsync.api.i18n import LANGUAGES, Words, wanted_language
from catalogsync.api.pages.look import YEAR_S
from catalogsync.api.security import COOKIE, check_login_allowed, client_of, cookie_of
from catalogsync.api.sessions import SESSION_S
from catalogsync.api.templating import THEMES, templates

router = APIRouter(include_in_schema=False)


def _page(request: Request, words: Words, *, name: str = "", wrong: bool = False) -> Response:
    theme = request.cookies.get("theme", "auto")
    text = (
        templates()
        .get_template("login.html")
        .render(t=words, theme=theme if theme in THEMES else "auto", name=views.short(name, 100), wrong=wrong)
    )
    answer = HTMLResponse(text, 401 if wrong else 200)
    answer.headers["Vary"] = "Cookie, Accept-Language"
    return answer


def _words(request: Request, lang: str | None = None) -> Words:
    accept = request.headers.get("accept-language", "")[:200]
    return Words(wanted_language(lang or request.cookies.get("lang"), accept))


@router.get("/login", response_class=HTMLResponse)
def form(request: Request, lang: Annotated[str, Query(max_length=20)] = "") -> Response:
    """The form; `lang` is the switch on it, remembered as the console's own."""
    answer = _page(request, _words(request, lang or None))
    if lang in LANGUAGES:
        answer.set_cookie("lang", lang, max_age=YEAR_S, httponly=True, samesite="lax", path="/")
    return answer


@router.post("/login")
def log_in(
    request: Request,
    console: TheConsole,
    password: Annotated[str, Form(max_length=1000)],
    name: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Open a session; wrong passwords are slowed down."""
    check_login_allowed(console.sessions, request.scope)
    secret = console.sessions.log_in(client_of(request.scope), name, password)
    if secret is None:
        return _page(request, _words(request), name=name, wrong=True)
    answer = RedirectResponse("/", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(
        COOKIE, secret, max_age=SESSION_S, httponly=True, samesite="strict", secure=secure, path="/"
    )
    return answer


@router.post("/logout")
def log_out(request: Request, console: TheConsole) -> Response:
    """End the session."""
    console.sessions.log_out(cookie_of(request.headers))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE, path="/")
    return answer
