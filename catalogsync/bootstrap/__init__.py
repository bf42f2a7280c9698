"""The one place that puts concrete parts together.

`workshop` opens a store, `outside` the platforms and the library, `stages` composes jobs of both. They are modules of
their own so that a listing does not wait for what only a run needs.
"""
