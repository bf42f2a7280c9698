"""Which search hit is the same recording as the one wanted? `query`, `score` and `rank` say it, over `values`.

Nothing is handed on from here: who only folds a text (`text`) would load all of the rules.
"""
