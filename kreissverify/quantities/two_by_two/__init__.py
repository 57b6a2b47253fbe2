"""Quantities of 2×2 matrices in closed form: the first route of every face (see `first_route`).

`formulas` K, G, the distance to instability, H and L; `complex_formulas` H and L of complex
matrices; `powers` ‖Jᵗ‖ and M. Each formula is written once, over numbers of any kind: rationals
whose roots are balls, floats with running errors (`running_error`), or SymPy's.
"""
