"""Log in and out. The form is plain, so that it works before anything else of the console does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from catalogsync.api.deps import TheConsole
from catalogsync.api.security import COOKIE, check_login_allowed, client_of, cookie_of
from catalogsync.api.sessions import SESSION_S

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>catalogsync</title>
<link rel="stylesheet" href="/static/app.css">
<main><h1>catalogsync</h1><form method="post" action="/login">{said}
<p><label>Name <input name="name" autocomplete="username" autofocus></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>Log in</button></p></form></main></html>"""


@router.get("/login", response_class=HTMLResponse)
def form() -> Response:
    """The form."""
    return HTMLResponse(_PAGE.format(said=""))


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
        return HTMLResponse(_PAGE.format(said='<p role="alert">The password is wrong.</p>'), 401)
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
