"""The terms of derivations: formulas, operator symbols, noncommutative polynomials."""
