"""Figures: their style, their files, the spectral portrait."""
