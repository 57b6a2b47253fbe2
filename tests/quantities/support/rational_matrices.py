"""Random rational matrices and comparison matrices, and comparisons that are certain."""

import mpmath
import numpy as np
import sympy
from flint import fmpq, fmpq_mat
from hypothesis import assume
from hypothesis import strategies as st

from kreissverify.matrices import Matrix
from kreissverify.numbers.enclosure import less_equal
from kreissverify.numbers.three_valued import Outcome

entries = st.fractions(min_value=-2, max_value=2, max_denominator=6).map(
    lambda q: fmpq(q.numerator, q.denominator)
)


@st.composite
def stable_matrices(draw: st.DrawFn, low: int = 1, high: int = 3) -> Matrix:
    """Rational matrices, scaled to ρ between 1/2 and 0.98 or so."""
    size = draw(st.integers(low, high))
    raw = fmpq_mat(size, size, draw(st.lists(entries, min_size=size**2, max_size=size**2)))
    radius = np.abs(np.linalg.eigvals(Matrix(raw).array)).max()
    target = draw(st.sampled_from([0.5, 0.9, 0.98]))
    if radius < 1e-3:
        return Matrix(raw)
    return Matrix(raw * fmpq(int(1000 * target / radius), 1000))


unit = st.fractions(min_value=0, max_value="49/50", max_denominator=50)


couplings = st.fractions(min_value=0, max_value=20, max_denominator=12)


@st.composite
def comparison_matrices(draw: st.DrawFn) -> tuple[fmpq, fmpq, fmpq]:
    """γ, b and c with bc < (1-γ)²."""
    gamma, c = draw(unit), draw(couplings)
    b = draw(st.sampled_from([0, "1/100", "1/10", 2]))
    values = tuple(fmpq(sympy.Rational(x).p, sympy.Rational(x).q) for x in (gamma, b, c))
    assume(values[1] * values[2] < (1 - values[0]) ** 2)
    return values


def exactly(value: mpmath.mpf) -> fmpq:
    return fmpq(int(value.man)) * fmpq(2) ** int(value.exp)


def holds(a, b) -> bool:
    return less_equal(a, b) is not Outcome.VIOLATED
