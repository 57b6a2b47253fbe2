"""What is known of opaque terms and need not be said: signs, order, powers of one base.

Each is true of every value that the term may have, as SMT-LIB that a question may assert.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import sympy

from kreissverify.derivations.terms.formulas import least_value
from kreissverify.derivations.terms.powers import related_powers

__all__ = ["known_axioms"]

# Enough digits to compare them with short numbers.
_CONSTANTS = {
    sympy.E: ("2718281828", "2718281829", "1000000000"),
    sympy.pi: ("3141592653", "3141592654", "1000000000"),
}


def known_axioms(
    e: sympy.Expr, names: Mapping[sympy.Basic, str], term: Callable[[sympy.Expr], str]
) -> Iterator[str]:
    """Yield what is known of an opaque term, beside those that have a name already.

    Parameters
    ----------
    e
        A quantity, a power with a symbolic exponent, asinh x, e or π; of others nothing is known.
    names
        The names of the opaque terms of a question, its own among them.
    term
        What writes a real term as SMT-LIB.
    """
    least = least_value(e)
    if least is not None:
        yield f"(>= {names[e]} {least})" if least >= 0 else f"(>= {names[e]} (- {-least}))"
    elif isinstance(e, sympy.asinh):
        yield from _of_asinh(e, names, term)
    elif e.is_Pow:
        yield from _of_power(e, names, term)
    elif e in _CONSTANTS:
        low, high, scale = _CONSTANTS[e]
        yield f"(and (< (/ {low} {scale}) {names[e]}) (< {names[e]} (/ {high} {scale})))"


def _of_asinh(
    e: sympy.Expr, names: Mapping[sympy.Basic, str], term: Callable[[sympy.Expr], str]
) -> Iterator[str]:
    """Yield that asinh x has the sign of x, is no larger in size, and grows with x."""
    value, x = names[e], term(e.args[0])
    yield f"(and (<= (* {value} {value}) (* {x} {x})) (>= (* {value} {x}) 0))"
    yield f"(= (= {x} 0) (= {value} 0))"
    for other in [y for y in names if isinstance(y, sympy.asinh) and y != e]:
        y = term(other.args[0])
        yield f"(= (< {y} {x}) (< {names[other]} {value}))"
        yield f"(= (< {x} {y}) (< {value} {names[other]}))"


def _of_power(
    e: sympy.Pow, names: Mapping[sympy.Basic, str], term: Callable[[sympy.Expr], str]
) -> Iterator[str]:
    """Yield the sign of γᵗ, its side of 1, and that γᵗ⁺¹ = γ·γᵗ."""
    value, base = names[e], term(e.base)
    yield f"(=> (>= {base} 0) (>= {value} 0))"
    yield f"(=> (> {base} 0) (> {value} 0))"
    if e.exp.is_nonnegative:
        yield f"(=> (>= {base} 1) (>= {value} 1))"
        yield f"(=> (and (>= {base} 0) (<= {base} 1)) (<= {value} 1))"
    for low, high, shift in related_powers(e, list(names)):
        equal = f"(= {names[high]} (* {' '.join([base] * shift)} {names[low]}))"
        if not low.exp.is_nonnegative:
            # γᵗ = γ·γᵗ⁻¹ says nothing at γ = 0 and t = 0, where γᵗ⁻¹ has no value
            equal = f"(=> (or (not (= {base} 0)) (>= {term(low.exp)} 0)) {equal})"
        yield equal
