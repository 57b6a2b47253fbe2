"""The facts about flows hold of random ones; facts of maps refuse flows, and the other way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from kreissverify import BlockTriangular, Real, SelfReferential, enclose, rho, theorem
from kreissverify import continuous as ct
from kreissverify.derivations import BlockNormMatrix, DerivationError, Proof, StepNotShown
from kreissverify.derivations.citations.schema import CitedFact, ForAll, cited
from kreissverify.derivations.terms.formulas import EntrywiseLessEqual
from kreissverify.derivations.terms.operator_symbols import operator_symbols
from kreissverify.expressions.symbols import MatrixVariable
from kreissverify.matrices.symbolic import SymbolicInstance
from tests.derivations.support.facts_on_matrices import STABLE, counted, r
from tests.derivations.support.numeric_flows import NumericFlow
from tests.derivations.support.proofs import refuse

ANY = ct.CoupledBlocks(symmetric=False, radii="each", sizes=(1, 2, 2))
MANY = ct.CoupledBlocks(symmetric=False)
TWO, ONE = ct.SelfReferential(radii="each"), ct.SelfReferential(symmetric=False)
LOWER = ct.BlockTriangular()
n = sympy.Symbol("n", integer=True, positive=True)
A, B = (MatrixVariable(name, n, n, "Square(complex=True)") for name in "AB")
x, y, t = sympy.symbols("x y t", real=True)
k = sympy.Symbol("k", integer=True, nonnegative=True)

Terms = Callable[[Any, Any], dict[str, Any]]
#: The fact, the class of J, and its terms for a J and a number.
FACTS: list[tuple[str, Any, Terms]] = [
    ("flow.blocks_resolvent", ANY, lambda J, x: {"J": J, "x": x}),
    ("flow.blocks_resolvent", MANY, lambda J, x: {"J": J, "x": x}),
    ("flow.nonnegative_resolvent", ANY, lambda J, x: {"J": J, "x": x}),
    ("flow.nonnegative_resolvent", ONE, lambda J, x: {"J": J, "x": x}),
    ("flow.blocks_norm", ANY, lambda J, x: {"J": J, "x": x}),
    ("flow.blocks_norm", LOWER, lambda J, x: {"J": J, "x": x}),
    ("flow.blocks_exponential", ANY, lambda J, t: {"J": J, "bound": 1, "x": x, "t": t}),
    ("flow.blocks_exponential", MANY, lambda J, t: {"J": J, "bound": 1, "x": x, "t": t}),
    ("flow.two_by_two_abscissa", TWO, lambda J, x: {"T": J.comparison}),
    ("flow.two_by_two_abscissa", LOWER, lambda J, x: {"T": J.comparison}),
    ("flow.two_by_two_resolvent", TWO, lambda J, x: {"T": J.comparison, "x": x}),
    ("flow.two_by_two_resolvent", ONE, lambda J, x: {"T": J.comparison, "x": x}),
    ("flow.two_by_two_exponential_of_one", LOWER, lambda J, t: {"T": J.comparison, "t": t}),
    ("flow.growth", ANY, lambda J, x: {"X": J, "Y": J.comparison, "t": t}),
    ("flow.kreiss_value", ANY, lambda J, x: {"X": J, "x": x}),
    ("flow.kreiss_at_least_one", ANY, lambda J, x: {"X": J}),
    ("flow.kreiss_finite", ANY, lambda J, x: {"X": J}),
    ("flow.resolvent_finite", ANY, lambda J, x: {"X": J, "x": x}),
    ("flow.abscissae", ANY, lambda J, x: {"X": J}),
    ("flow.peak_value", ANY, lambda J, t: {"X": J, "t": t}),
    ("flow.peak_at_least_one", ANY, lambda J, x: {"X": J}),
    ("flow.peak_finite", ANY, lambda J, x: {"X": J}),
    ("flow.lyapunov_peak", LOWER, lambda J, x: {"X": J}),
]


def needs_of(name: str, of: Any, terms: Terms, at: Any) -> CitedFact:
    return cited(name, terms(SymbolicInstance.for_every("J", of), at))[1]


@pytest.mark.parametrize(("name", "of", "terms"), FACTS, ids=[f"{n}-{o}" for n, o, _ in FACTS])
def test_a_fact_holds_where_its_conditions_do(name: str, of: Any, terms: Terms) -> None:
    met = 0

    @settings(max_examples=8, deadline=None, derandomize=True)
    @given(st.integers(0, 10**6), st.sampled_from(["1/2", "1/16", "3", "40"]))
    def check(seed: int, size: str) -> None:
        nonlocal met
        at = sympy.Rational(size)
        needs = needs_of(name, of, terms, at)
        on = NumericFlow(seed, of, float(at))
        # what has to hold at all x or t is a theorem of such flows: C1 proves it
        if all(on.holds(x) for x in needs.premises if not isinstance(x, ForAll)):
            met += 1
            assert on.holds(needs.conclusion), needs.conclusion

    check()
    assert met >= 2


def test_a_rate_of_decay_that_is_not_met_would_be_noticed() -> None:
    noticed = 0
    for seed in range(20):
        needs = needs_of("flow.blocks_resolvent", ANY, lambda J, x: {"J": J, "x": x}, x)
        on = NumericFlow(seed, ANY, 0.5)
        on.mus = np.asarray(on.mus) * 2
        claim = next(p for p in needs.conclusion.args if "R_D" in str(p) and "Q" in str(p))
        assert isinstance(claim, EntrywiseLessEqual)
        noticed += not on.holds(claim)
    assert noticed >= 5


def of_two(seed: int) -> tuple[Any, dict[str, float]]:
    """Return T = [[-μ_A, b], [c, -μ_D]] with α(T) < 0 and its numbers by their names."""
    draw = np.random.default_rng(seed)
    p, q, c = (float(10 ** draw.uniform(-1.5, 1)) for _ in range(3))
    b = float(draw.choice([0.0, 0.5, 0.9]) * p * q / c)
    return np.array([[-p, b], [c, -q]]), {"mu_A": p, "mu_D": q, "b": b, "c": c}


def number(e: Any, T: Any, values: dict[str, float]) -> float:
    atoms = {a: value_of(a, T, values) for a in sympy.sympify(e).atoms(sympy.Function, sympy.Expr)
             if hasattr(a, "quantity")}  # fmt: skip
    e = sympy.sympify(e).xreplace(atoms)
    return float(sympy.N(e.subs({s: values[s.name] for s in e.free_symbols})))


def value_of(atom: Any, T: Any, values: dict[str, float]) -> Any:
    inside = [float(sympy.N(p.subs({s: values[s.name] for s in p.free_symbols})))
              for p in atom.parameters]  # fmt: skip
    return sympy.Float(float(atom.quantity.float64(T, *inside).values), 17)


def agree(condition: Any, T: Any, values: dict[str, float]) -> bool:
    if condition is sympy.true:
        return True
    left, right = (number(side, T, values) for side in condition.args)
    slack = 1e-7 * (1 + abs(left) + abs(right))
    if isinstance(condition, sympy.Eq):
        return abs(left - right) <= slack
    return left >= right - slack if isinstance(condition, (sympy.Gt, sympy.Ge)) else left <= right


@given(st.integers(0, 10**6), st.floats(0.01, 4))
@settings(max_examples=10, deadline=None)
def test_the_exponential_and_the_covariance_of_two_numbers(seed: int, time: float) -> None:
    T, values = of_two(seed)
    # in units of its decay, so that ‖e^{tT}‖ is not so small that any error would pass
    values["t"], h = time / (values["mu_A"] + values["mu_D"]), sympy.Symbol("h", real=True)
    gap = (values["mu_A"] - values["mu_D"]) ** 2 + 4 * values["b"] * values["c"]
    values["h"] = gap**0.5
    of = SymbolicInstance.for_every("J", TWO).comparison
    P = np.linalg.solve(np.kron(T, np.eye(2)) + np.kron(np.eye(2), T), -np.eye(2).ravel())
    values |= {"p": float(P[0]), "q": float(P[1]), "s": float(P[3])}
    p, q, s = sympy.symbols("p q s", real=True)
    terms = [
        ("flow.two_by_two_exponential", {"T": of, "t": t, "h": h}),
        ("flow.two_by_two_noise", {"T": of, "first": p, "mixed": q, "second": s}),
    ]
    for name, given_terms in terms:
        needs = cited(name, given_terms)[1]
        concluded = sympy.And.make_args(needs.conclusion)
        parts = [*needs.premises, *concluded]
        assert all(agree(part, T, values) for part in parts), (name, parts)
        planted = [sympy.Eq(x.lhs, 1.01 * x.rhs) for x in concluded if isinstance(x, sympy.Eq)]
        assert planted and not any(agree(x, T, values) for x in planted)


@given(st.integers(0, 10**6), st.floats(-1.5, 1.5))
@settings(max_examples=40, deadline=None)
def test_a_scaling_that_fits_is_a_lyapunov_form(seed: int, size: float) -> None:
    T, values = of_two(seed)
    values["sigma"] = 10**size
    J, σ = SymbolicInstance.for_every("J", TWO), sympy.Symbol("sigma", positive=True)
    needs = cited("flow.lyapunov_scaled", {"J": J, "scale": σ})[1]
    P = np.diag([1.0, values["sigma"] ** 2])
    largest = np.linalg.eigvalsh(T.T @ P + P @ T)[-1]
    if all(agree(part, T, values) for part in needs.premises):
        assert largest <= 1e-9 * np.abs(T.T @ P).max()
        bound = number(needs.conclusion.rhs, T, values)
        assert np.sqrt(np.linalg.cond(P)) <= bound * (1 + 1e-9)
    else:  # and it is what has to hold: for T itself nothing less will do
        assert largest > -1e-9


#: Facts about any matrix, as in test_expressions: terms, and kinds that meet their conditions.
EXPRESSIONS: dict[str, list[tuple[dict[str, Any], tuple[str, ...]]]] = {
    "flow.of_map": [({"X": A, "x": r}, STABLE)],
    "flow.of_nonnegative_map": [({"X": A, "x": r}, ("nonnegative",))],
    "resolvent.moved": [
        ({"X": A, "h": sympy.Rational(1, 3), "s": sympy.Rational(2, 3), "r": r}, STABLE)
    ],
    "flow.rescaled": [({"X": A, "h": sympy.Rational(5, 2)}, ("zero", "symmetric", "small"))],
    "equal.flows": [({"X": A * (B + B), "Y": A * B + A * B}, ("zero", "symmetric"))],
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_a_fact_about_any_matrix_holds(name: str) -> None:
    found = [counted(name, terms, kinds, 12) for terms, kinds in EXPRESSIONS[name]]
    assert not any(wrong for _, wrong in found)
    assert all(right >= 2 for right, _ in found), found


def bounded_powers(seed: int) -> tuple[Any, float]:
    """Return a random matrix and the largest norm of its powers."""
    X = np.random.default_rng(seed).standard_normal((3, 3)) * 2
    X = X / (1.05 * max(abs(np.linalg.eigvals(X))))
    return X, max(np.linalg.norm(np.linalg.matrix_power(X, i), 2) for i in range(400))


@given(st.integers(0, 10**6), st.integers(0, 20), st.sampled_from(["0", "1/3", "9/10", "1"]))
@settings(max_examples=20, deadline=None)
def test_averages_of_powers_are_bounded(seed: int, time: int, share: str) -> None:
    X, peak = bounded_powers(seed)
    poisson = cited("powers.poisson", {"X": A, "bound": peak, "k": k, "t": time})[1]
    mixed = {"X": A, "bound": peak, "k": k, "share": sympy.Rational(share), "t": time}
    binomial = cited("powers.binomial", mixed)[1]
    s = float(sympy.Rational(share))
    for needs, Y in [(poisson, X - np.eye(3)), (binomial, s * X + (1 - s) * np.eye(3))]:
        quantity = needs.conclusion.lhs.quantity
        assert float(quantity.float64(Y, time).values) <= peak * (1 + 1e-9)
        (premise,) = needs.premises
        assert isinstance(premise, ForAll) and premise.natural


def suprema(T: Any) -> Iterator[tuple[Any, float, Any]]:
    grid = 10 ** np.linspace(-4, 3, 1500)
    lines = max(v / np.linalg.svd(v * np.eye(2) - T, compute_uv=False)[-1] for v in grid)
    yield "flow.kreiss_supremum", max(1.0, lines), {"x": x}
    times = max(float(ct.exp_norm.float64(T, v).values) for v in grid[::3])
    yield "flow.peak_supremum", max(1.0, times), {"t": t}


@given(st.integers(0, 10**6))
@settings(max_examples=5, deadline=None)
def test_the_suprema_are_what_is_largest(seed: int) -> None:
    T, _ = of_two(seed)
    for name, largest, variable in suprema(T):
        needs = cited(name, {"X": A, "bound": y, **variable})[1]
        found = float(needs.conclusion.lhs.quantity(T))
        assert found <= largest * 1.001 and found >= largest * (1 - 1e-9)


J_FLOW = SymbolicInstance.for_every("J", ct.BlockTriangular())
OF_MAPS = [
    ("blocks.comparison", {"J": J_FLOW}),
    ("blocks.resolvent", {"J": J_FLOW, "r": r}),
    ("blocks.norm", {"J": J_FLOW, "r": r}),
    ("powers.recursion", {"J": J_FLOW, "k": 1}),
    ("two_by_two.radius", {"T": J_FLOW.comparison}),
    ("radii.two_by_two_radius", {"T": J_FLOW.comparison}),
    ("radii.nonnegative_resolvent", {"J": J_FLOW, "r": r}),
    ("scaled.comparison", {"J": J_FLOW, "scale": 1}),
]


@pytest.mark.parametrize(("name", "terms"), OF_MAPS, ids=[n for n, _ in OF_MAPS])
def test_facts_about_maps_refuse_flows(name: str, terms: Any) -> None:
    with pytest.raises(DerivationError, match="it is about maps, and"):
        cited(name, terms)


def test_facts_about_the_radii_of_maps_have_nothing_to_say_of_flows() -> None:
    each = SymbolicInstance.for_every("J", ct.BlockTriangular(radii="each"))
    for name, J in [("triangular.radius", J_FLOW), ("radii.triangular", each)]:
        with pytest.raises(AttributeError, match="gamma"):
            cited(name, {"X": J})


@pytest.mark.parametrize("name", sorted({n for n, _, f in FACTS if "J" in f(J_FLOW, x)}))
def test_facts_about_flows_refuse_maps(name: str) -> None:
    J = SymbolicInstance.for_every("J", BlockTriangular())
    terms = next(f for n, _, f in FACTS if n == name)(J, x)
    with pytest.raises(DerivationError, match="it is about flows, and J is of maps"):
        cited(name, terms)


def test_terms_that_do_not_fit_are_refused() -> None:
    many = SymbolicInstance.for_every("J", ANY)
    for name, terms in [
        ("flow.two_by_two_abscissa", {"T": many.comparison}),
        ("flow.lyapunov_scaled", {"J": many, "scale": 1}),
        ("flow.blocks_norm", {"J": many.comparison, "x": x}),
        ("flow.blocks_resolvent", {"J": J_FLOW.comparison, "x": x}),
        ("powers.poisson", {"X": A, "bound": 1, "k": x, "t": 1}),
        ("flow.of_map", {"X": sympy.MatrixSymbol("X", 2, 3), "x": x}),
    ]:
        with pytest.raises(DerivationError, match="expected"):
            cited(name, terms)


@theorem(source="for the tests")
def a_flow(J: ct.CoupledBlocks(symmetric=False), s: Real(above=0)) -> Any:  # type: ignore[valid-type]
    return ct.K(J) >= 1


def test_a_supremum_asks_for_every_line_and_every_time() -> None:
    p = Proof(a_flow, refuse)
    J, line, time = p.J, p.real("x"), p.real("t")
    small = p.by("flow.abscissae", X=J)
    for terms in [{"x": line}, {"x": line, "uses": [small]}]:
        with pytest.raises(StepNotShown):
            p.by("flow.kreiss_supremum", X=J, bound=7, **terms)
    with pytest.raises(DerivationError, match="must be a new variable"):
        p.by("flow.kreiss_supremum", X=J, bound=7, x=p.parameter("s"))
    with pytest.raises(StepNotShown):
        p.by("flow.peak_supremum", X=J, bound=7, t=time)
    with pytest.raises(StepNotShown, match="which was not shown"):
        p.by("flow.blocks_exponential", J=J, bound=7, x=line, t=1)


def test_what_holds_on_a_part_of_the_line_is_not_used_for_all_of_it() -> None:
    # R(z) at one z, given that something holds there, would not be R at every z with Re z = x
    p = Proof(a_flow, refuse)
    J, line = p.J, p.real("x")
    R, R_T = operator_symbols("R R_T", J, line)
    guessed = [EntrywiseLessEqual(BlockNormMatrix(R), R_T)]
    with pytest.raises(DerivationError, match="it needs to hold for all z"):
        p.by("flow.blocks_exponential", J=J, bound=7, x=line, t=1, given=guessed)


def test_a_lemma_of_maps_is_none_of_flows() -> None:
    p = Proof(a_flow, lambda statement: None)
    with pytest.raises(DerivationError, match="and J is in"):
        p.lemma(one_of_two)


@theorem(source="for the tests")
def each_of(J: ct.CoupledBlocks(symmetric=False, radii="each")) -> Any:  # type: ignore[valid-type]
    return ct.exp_norm(J, 1) <= ct.exp_norm(J.comparison, 1) + J.mu


@theorem(source="for the tests")
def each_of_two(J: SelfReferential(radii="each")) -> Any:  # type: ignore[valid-type]
    return J.gamma_A <= rho(J.comparison)


@theorem(source="for the tests")
def one_of_two(J: SelfReferential) -> Any:
    return J.gamma <= rho(J.comparison)


def test_what_holds_with_a_bound_for_each_block_holds_with_one_for_all() -> None:
    p = Proof(a_flow, lambda statement: None)
    T = p.J.comparison
    assert p.lemma(each_of).claim == (ct.exp_norm(p.J, 1) <= ct.exp_norm(T, 1) + p.J.mu)
    p = Proof(one_of_two, lambda statement: None)
    assert p.lemma(each_of_two).claim == (p.J.gamma <= rho(p.J.comparison))
    # and not the other way round: T with one γ is another matrix
    p = Proof(each_of_two, lambda statement: None)
    with pytest.raises(DerivationError, match="and J is in"):
        p.lemma(one_of_two)


def test_exponentials_of_numbers() -> None:
    for low, high in [(-3.0, -2.5), (0.0, 0.0), (1.0, 40.0)]:
        needs = cited("exp.monotone", {"x": x, "y": y})[1]
        at = {x: low, y: high}
        assert all(bool(p.subs(at)) for p in (*needs.premises, needs.conclusion))
        inverse = cited("asinh.of_sinh", {"y": y})[1].conclusion
        assert abs(float(sympy.N((inverse.lhs - inverse.rhs).subs(y, sympy.Rational(high))))) < 1e-9


def test_the_closed_forms_hold_of_exact_flows() -> None:
    J = ct.BlockTriangular("-1/2", 4, "-1/2")
    κ = 8
    assert enclose(ct.K, J).contains(sympy.Rational(κ, 4) + sympy.Rational(1, κ))
