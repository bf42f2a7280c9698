"""What goes wrong in a request, as the API says it: `{"error": {"code", "message", "hint"}}` and a status."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel
from starlette.exceptions import HTTPException

from catalogsync.adapters.store.errors import StoreDamaged, StoreError, StoreFull, StoreLocked, StoreReadOnly
from catalogsync.pipeline.errors import CatalogError, Conflict, LibraryUnavailable, Refusal
from catalogsync.projections.errors import ViewNotReady


class ErrorBody(BaseModel):
    """One error: `code` for programs, `message` for people, `hint` what to do about it."""

    code: str
    message: str
    hint: str | None = None
    field: str | None = None


class ErrorAnswer(BaseModel):
    """Every answer that is not a success."""

    error: ErrorBody


class Problem(HTTPException):
    """An answer that is not a success. `field` names the form field it is about."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, message, dict(headers or {}))
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
        self.field = field

    def body(self) -> ErrorAnswer:
        """As JSON is made from it."""
        return ErrorAnswer(
            error=ErrorBody(code=self.code, message=self.message, hint=self.hint, field=self.field)
        )


def not_found(what: str, name: object) -> Problem:
    """There is no such thing."""
    return Problem(404, "not_found", f"there is no {what} {str(name)[:100]!r}")


def problem_of(error: CatalogError) -> Problem:
    """The answer an error of the program stands for."""
    for kind, status, code in _STATUS:
        if isinstance(error, kind):
            return Problem(status, code, str(error))
    return Problem(500, "failed", str(error))


_STATUS: tuple[tuple[type[CatalogError], int, str], ...] = (
    (Refusal, 422, "refused"),
    (Conflict, 409, "conflict"),
    (LibraryUnavailable, 503, "library_unavailable"),
    (ViewNotReady, 503, "not_ready"),
    (StoreReadOnly, 423, "read_only"),
    (StoreLocked, 423, "locked"),
    (StoreFull, 507, "disk_full"),
    (StoreDamaged, 500, "store_damaged"),
    (StoreError, 503, "store_unavailable"),
)
