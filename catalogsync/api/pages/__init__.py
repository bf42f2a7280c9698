"""The console's pages: one module a page, over the same catalog and read models as everything else.

A module with a `router` is a page; the application finds them by itself (`api.app`).
"""
