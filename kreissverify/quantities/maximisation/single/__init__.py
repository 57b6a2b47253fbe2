"""The maximum search for one matrix: a grid of starting points, then Newton's method."""
