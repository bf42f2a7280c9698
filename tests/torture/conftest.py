"""The long versions of these tests run when CATALOGSYNC_TORTURE is set (minutes instead of seconds)."""

from __future__ import annotations

import os

import pytest

LONG = bool(os.environ.get("CATALOGSYNC_TORTURE"))
needs_time = pytest.mark.skipif(not LONG, reason="takes minutes; set CATALOGSYNC_TORTURE=1")
