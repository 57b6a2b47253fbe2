"""The facts about blocks with a radius for each hold of random ones; those of one γ refuse them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, CoupledBlocks, K, SelfReferential, rho, theorem
from kreissverify.derivations import Proof, StepNotShown
from kreissverify.derivations.citations.schema import CitedFact, cited
from kreissverify.derivations.context import hypotheses_of
from kreissverify.derivations.errors import DerivationError
from kreissverify.derivations.terms.formulas import conjuncts
from kreissverify.matrices.symbolic import (
    GAMMA,
    NORM_OF_B,
    NORM_OF_C,
    SymbolicInstance,
    radius_symbols,
)
from kreissverify.quantities.maps.power_norm import QUANTITY as POWER_NORM
from tests.derivations.support.numeric_operators import Numeric

MANY, THREE = CoupledBlocks(radii="each"), CoupledBlocks(radii="each", sizes=(1, 2, 2))
TWO, LOWER = SelfReferential(radii="each"), BlockTriangular(radii="each")
TWO_ANY = SelfReferential(symmetric=False, radii="each")
LOWER_ANY = BlockTriangular(symmetric=False, radii="each")
rr = sympy.Symbol("r", real=True)

#: The fact, the class of J, and its terms for a J and a radius r.
FACTS: dict[str, tuple[Any, Callable[[Any, Any], dict[str, Any]]]] = {
    "radii.resolvent": (MANY, lambda J, r: {"J": J, "r": r}),
    "radii.resolvent_by_range": (TWO_ANY, lambda J, r: {"J": J, "r": r}),
    "radii.nonnegative_resolvent": (THREE, lambda J, r: {"J": J, "r": r}),
    "radii.triangular": (LOWER_ANY, lambda J, r: {"X": J}),
    "radii.two_by_two_radius": (TWO, lambda J, r: {"T": J.comparison}),
    "radii.two_by_two_resolvent": (TWO, lambda J, r: {"T": J.comparison, "r": r}),
    "blocks.comparison": (MANY, lambda J, r: {"J": J}),
    "blocks.norm": (THREE, lambda J, r: {"J": J, "r": r}),
}


class Separate(Numeric):
    """A random J whose blocks have radii of their own."""

    def __init__(self, seed: int, of: Any, r: float) -> None:
        two = of.structure.two_blocks
        sizes = of.sizes or ((2, 3) if two else (1, 2, 2))
        super().__init__(seed, sizes, r, of.symmetric, of.structure.lower_triangular)
        rng = np.random.default_rng([seed, 1])
        self.gammas = rng.choice([0.0, 0.2, 0.5, 0.9, 0.999], size=len(sizes))
        for i, (a, b) in enumerate(zip(self.ends, self.ends[1:], strict=False)):
            self.J[a:b, a:b] *= self.gammas[i] / self.gamma
        self.symbols = {**dict(zip(radius_symbols(of), self.gammas, strict=False))}
        self.gamma = max(self.gammas)

    @cached_property
    def matrices(self) -> dict[str, Any]:
        """The operators by the names of their symbols."""
        Γ, One = np.diag(self.gammas), np.eye(len(self.sizes))
        known = super().matrices
        T = Γ + known["S"]
        others = {"Γ": Γ, "T": T, "Q": np.linalg.inv(self.r * One - Γ)}
        return {**known, **others, "R_T": np.linalg.inv(self.r * One - T)}

    def number(self, expression: Any) -> Any:
        """Return the value of a scalar."""
        known = {k: sympy.Float(float(v), 17) for k, v in self.symbols.items()}
        return super().number(sympy.sympify(expression).xreplace(known))


def needs_of(name: str, r: Any) -> tuple[Any, CitedFact]:
    of, terms = FACTS[name]
    return of, cited(name, terms(SymbolicInstance.for_every("J", of), r))[1]


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_holds_where_its_conditions_do(name: str) -> None:
    met = 0

    @settings(max_examples=12, deadline=None, derandomize=True)
    @given(st.integers(0, 10**6), st.sampled_from([1, 2, 5, 40]))
    def check(seed: int, size: int) -> None:
        nonlocal met
        r = sympy.Integer(size) + sympy.Rational(1, 8)
        of, needs = needs_of(name, r)
        on = Separate(seed, of, float(r))
        if all(on.holds(x) for x in needs.premises):
            met += 1
            assert on.holds(needs.conclusion), needs.conclusion

    check()
    assert met >= 2


@pytest.mark.parametrize("name", sorted(x for x in FACTS if x.startswith("radii.")))
def test_the_largest_radius_alone_would_be_noticed(name: str) -> None:
    # with one γ in the place of the γ_i each of these facts is false of some J
    noticed = 0
    for seed in range(20):
        of, needs = needs_of(name, sympy.Rational(9, 8))
        on = Separate(seed, of, 9 / 8)
        if not all(on.holds(x) for x in needs.premises):
            continue
        on.symbols = dict.fromkeys(on.symbols, min(on.gammas))
        on.matrices["Γ"][:] = np.eye(len(on.sizes)) * min(on.gammas)
        noticed += not on.holds(needs.conclusion)
    assert noticed


OF_ONE = [
    ("two_by_two.radius", lambda J: {"T": J.comparison}),
    ("two_by_two.resolvent", lambda J: {"T": J.comparison, "r": rr}),
    ("two_by_two.powers_below", lambda J: {"T": J.comparison, "n": 2}),
    ("two_by_two.powers", lambda J: {"T": J.comparison, "n": 2}),
    ("two_by_two.power", lambda J: {"T": J.comparison, "t": 2, "power": rr}),
    ("two_by_two.noise", lambda J: {"T": J.comparison, "first": 1, "mixed": 1, "second": 1}),
    ("scaled.two_by_two", lambda J: {"J": J, "scale": rr}),
    ("triangular.radius", lambda J: {"X": J}),
    ("blocks.resolvent", lambda J: {"J": J, "r": rr}),
    ("blocks.resolvent_by_range", lambda J: {"J": J, "r": rr}),
    ("nonnegative.resolvent", lambda J: {"J": J, "r": rr}),
    ("resolvent.orthogonal_sum", lambda J: {"J": J, "r": rr}),
]


@pytest.mark.parametrize(("name", "terms"), OF_ONE, ids=[name for name, _ in OF_ONE])
def test_facts_of_one_radius_refuse_several(name: str, terms: Any) -> None:
    J = SymbolicInstance.for_every("J", LOWER)
    with pytest.raises(DerivationError, match="expected one radius of all blocks"):
        cited(name, terms(J))
    cited(name, terms(SymbolicInstance.for_every("J", BlockTriangular())))


@pytest.mark.parametrize("name", sorted(x for x in FACTS if x.startswith("radii.")))
def test_facts_of_several_radii_refuse_one(name: str) -> None:
    J = SymbolicInstance.for_every("J", BlockTriangular())
    with pytest.raises(DerivationError, match='expected a matrix of a class with radii="each"'):
        cited(name, FACTS[name][1](J, rr))


def test_terms_that_do_not_fit_are_refused() -> None:
    def J(of: Any) -> SymbolicInstance:
        return SymbolicInstance.for_every("J", of)

    for name, terms in [
        ("radii.resolvent", {"J": J(TWO_ANY), "r": rr}),
        ("radii.resolvent", {"J": J(TWO).comparison, "r": rr}),
        ("radii.resolvent_by_range", {"J": J(MANY), "r": rr}),
        ("radii.triangular", {"X": J(TWO)}),
        ("radii.two_by_two_radius", {"T": J(TWO)}),
        ("radii.two_by_two_radius", {"T": J(THREE).comparison}),
        ("radii.two_by_two_radius", {"T": J(MANY).comparison}),
    ]:
        with pytest.raises(DerivationError, match="expected"):
            cited(name, terms)


def test_what_is_known_of_each_radius_is_at_hand() -> None:
    @theorem(source="test")
    def least(J: BlockTriangular(radii="each")):
        return K(J) >= 1

    known = conjuncts(hypotheses_of(least))
    for gamma in radius_symbols(LOWER):
        assert sympy.Lt(gamma, 1) in known and sympy.Ge(gamma, 0, evaluate=False) in known
    assert not any(x.has(GAMMA) for x in known)


@theorem(source="test")
def by_the_first(J: BlockTriangular(radii="each")) -> Any:
    return rho(J) <= J.gamma_A


@theorem(source="test")
def by_the_largest(J: BlockTriangular(radii="each")) -> Any:
    return rho(J) <= J.gamma


def test_a_bound_by_the_wrong_radius_is_not_proved() -> None:
    p = Proof(by_the_first, lambda lemma: None)
    with pytest.raises(StepNotShown, match=r"(it is false at|such as) .*gamma_A = "):
        p.qed(p.by("radii.triangular", X=p.J))
    p = Proof(by_the_largest, lambda lemma: None)
    p.qed(p.by("radii.triangular", X=p.J))


def test_a_variable_is_not_called_as_a_radius() -> None:
    p = Proof(by_the_first, lambda lemma: None)
    with pytest.raises(DerivationError, match="the name 'gamma_A' is taken"):
        p.real("gamma_A")


def test_the_noise_of_two_radii_is_the_trace_of_the_solution() -> None:
    x, y, z = sympy.symbols("x y z", real=True)
    J = SymbolicInstance.for_every("J", TWO)
    terms = {"T": J.comparison, "first": x, "mixed": y, "second": z}
    stable, *equations = cited("radii.two_by_two_noise", terms)[1].premises
    conclusion = cited("radii.two_by_two_noise", terms)[1].conclusion
    met = 0
    for seed in range(12):
        on = Separate(seed, TWO, 9 / 8)
        T = on.matrices["T"]
        P = np.linalg.solve(np.eye(4) - np.kron(T, T), np.eye(2).ravel()).reshape(2, 2)
        on.symbols |= {x: P[0, 0], y: P[0, 1], z: P[1, 1]}
        size = np.abs(P).max()
        for equation in equations:
            assert abs(float(on.number(equation.lhs - equation.rhs))) <= 1e-9 * size
        if max(abs(np.linalg.eigvals(T))) < 0.97:  # beyond, the sum takes too many terms
            met += 1
            assert conclusion.rhs == x + z
            powers = sum(np.linalg.norm(np.linalg.matrix_power(T, k)) ** 2 for k in range(4000))
            assert powers == pytest.approx(float(on.number(conclusion.rhs)), rel=1e-6)
    assert met >= 2 and stable.lhs.args
    # an equation with one radius in the place of the other would be noticed
    on.symbols |= {radius_symbols(TWO, J.owner)[0]: 0.3, radius_symbols(TWO, J.owner)[1]: 0.7}
    assert any(abs(float(on.number(e.lhs - e.rhs))) > 1e-6 for e in equations)


def test_the_entries_of_two_radii_are_those_of_the_table() -> None:
    T = SymbolicInstance.for_every("J", TWO).comparison
    claims = conjuncts([cited("radii.two_by_two_entries", {"T": T})[1].conclusion])
    assert [str(x.lhs) for x in claims] == [f"{T}[{i}, {j}]" for i in (0, 1) for j in (0, 1)]
    assert [x.rhs for x in claims] == [*_diagonal(T)[:1], T.own(NORM_OF_B), T.own(NORM_OF_C),
                                       *_diagonal(T)[1:]]  # fmt: skip


def _diagonal(T: Any) -> tuple[Any, ...]:
    return tuple(radius_symbols(TWO, T.owner))


@pytest.mark.parametrize("power", [0, 1, 2, 5])
def test_the_norm_of_a_power_of_two_radii_solves_its_equation(power: int) -> None:
    J, t = SymbolicInstance.for_every("J", TWO), sympy.Integer(power)
    T, (h, x, phi) = J.comparison, sympy.symbols("h x phi", real=True)
    terms = {"T": T, "t": t, "h": h, "total": x, "phi": phi}
    needs = cited("radii.two_by_two_power", terms)[1]
    for a, d, b, c in ((0.9, 0.2, 0.1, 0.3), (0.0, 0.5, 0.0, 3.0), (0.1, 0.1, 0.7, 0.9)):
        matrix = np.array([[a, b], [c, d]])
        values = sorted(np.linalg.eigvals(matrix).real)[::-1]
        gap = values[0] - values[1]
        up, low = (v**power for v in values)
        norm = np.linalg.norm(np.linalg.matrix_power(matrix, power), 2)
        found = {h: gap, x: up + low, phi: (up - low) / gap}
        found |= dict(zip((*_diagonal(T), T.own(NORM_OF_B), T.own(NORM_OF_C)), (a, d, b, c),
                          strict=True))  # fmt: skip
        for claim in (*needs.premises, *conjuncts([needs.conclusion])):
            left, right = (
                float(
                    side.xreplace({POWER_NORM(T, t): sympy.Float(norm)}).xreplace(
                        {k: sympy.Float(float(v)) for k, v in found.items()}
                    )
                )
                for side in (claim.lhs, claim.rhs)
            )
            if isinstance(claim, sympy.Eq):
                assert left == pytest.approx(right, abs=1e-9), claim
            else:
                assert left >= right - 1e-9 if isinstance(claim, (sympy.Ge, sympy.Gt)) else False
