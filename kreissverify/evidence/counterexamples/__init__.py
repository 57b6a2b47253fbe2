"""Counterexamples: the search, the shortest one, its certificate."""
