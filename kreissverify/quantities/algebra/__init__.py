"""Quantities of a matrix as such, the same in discrete and in continuous time."""
