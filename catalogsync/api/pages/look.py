"""How the console looks to this person: language and theme, kept in cookies."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from catalogsync.api.i18n import LANGUAGES
from catalogsync.api.pages.desk import local
from catalogsync.api.templating import THEMES

router = APIRouter(include_in_schema=False)
YEAR_S = 365 * 86_400


@router.post("/look")
def look(
    back: Annotated[str, Form()] = "/",
    lang: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
) -> RedirectResponse:
    """Remember a choice in this browser."""
    answer = RedirectResponse(local(back), status_code=303)
    for name, value, choices in (("lang", lang, tuple(LANGUAGES)), ("theme", theme, THEMES)):
        if value in choices:
            answer.set_cookie(name, value, max_age=YEAR_S, httponly=True, samesite="lax", path="/")
    return answer
