"""Every fact of this program, known as soon as this module is imported. What reads a store imports it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from catalogsync import domain

for _module in iter_modules(domain.__path__, f"{domain.__name__}."):
    if not _module.ispkg and _module.name != __name__:
        import_module(_module.name)
