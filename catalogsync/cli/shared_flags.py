"""Give several commands the same flags without writing them out in each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints


def with_flags(
    run: Callable[..., None],
    command: Callable[..., Any],
    flags: Mapping[str, tuple[Any, Any]],
    *,
    skip: int = 0,
) -> Callable[..., None]:
    """`run` with the parameters of `command` (but the first `skip`) and these flags, as `name: (type, default)`.

    Name and help come from `command`; typer reads the signature set here.
    """
    hints = get_type_hints(command, include_extras=True)
    own = list(inspect.signature(command).parameters.values())[skip:]
    parameters = [p.replace(annotation=hints[p.name], kind=p.KEYWORD_ONLY) for p in own]
    parameters += [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
        for name, (kind, default) in flags.items()
    ]
    run.__name__, run.__doc__, run.__module__ = command.__name__, command.__doc__, command.__module__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run
