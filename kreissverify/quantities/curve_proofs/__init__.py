"""Bounds of the resolvent on one circle or line: bounded-real lemmas and Riccati equations."""
