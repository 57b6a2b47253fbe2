"""Exponentials e^{tA}: their norms at one time, over ranges of times, and where these peak."""
