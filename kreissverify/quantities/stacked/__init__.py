"""Proved bounds of quantities for stacks of small matrices, by float64 rounded outward.

What is left open here, one by one, is for the enclosures of single matrices.
"""
