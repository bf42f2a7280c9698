"""`python -m catalogsync` is the command line."""

from __future__ import annotations

from catalogsync.cli.app import main

if __name__ == "__main__":
    main()
