"""Quantities of matrices too large to be dense, from solutions of (zI-A)x = b at chosen points."""
