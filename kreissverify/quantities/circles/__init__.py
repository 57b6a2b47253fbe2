"""Bounds of the resolvent on one circle: the discrete bounded-real lemma and Riccati equations."""
