"""The closed forms of 2×2 matrices: their identities, and their values beside every other route."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
import sympy
from flint import arb, fmpq, fmpq_mat

from kreissverify import Refused, registry
from kreissverify.matrices import Matrix
from kreissverify.numbers.ball import working_precision
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import as_float
from kreissverify.quantities.base import Quantity
from kreissverify.quantities.lyapunov.optimal_form import optimal_form
from kreissverify.quantities.two_by_two.closed_form import (
    DISTANCE,
    KREISS,
    LYAPUNOV,
    NOISE_GAIN,
    PEAK,
    POWER,
    RESOLVENT,
    ClosedForm,
)
from tests.quantities.support.kreiss_decision import at_most

FORMS: dict[str, tuple[ClosedForm, tuple[int, ...]]] = {
    "K": (KREISS, ()),
    "M": (PEAK, ()),
    "G": (RESOLVENT, (1,)),
    "H": (NOISE_GAIN, ()),
    "L": (LYAPUNOV, ()),
    "distance_to_instability": (DISTANCE, ()),
    "power_norm": (POWER, (7,)),
}
WIDE = fmpq(1, 10**12)


def member(rng: random.Random) -> fmpq_mat:
    """Return a matrix that is nonnegative up to signs: generic, defective, near or on the circle.

    Its couplings are of all sizes, down to 1e-60 and up to 1e60.
    """
    a, d = (fmpq(rng.randint(0, 40), rng.choice([40, 41, 64])) for _ in "ad")
    kind = rng.random()
    if kind < 0.25:
        d = a
    elif kind > 0.9:
        a, d = (1 - fmpq(1, 10 ** rng.randint(3, 12)) for _ in "ad")
    b, c = (fmpq(rng.randint(0, 100), rng.choice([10, 100, 1000])) for _ in "bc")
    kind, room = rng.random(), (1 - a) * (1 - d)
    if kind < 0.3:
        b = fmpq(0)
    elif kind < 0.7 and room > 0 and c > 0:
        near = [fmpq(1), fmpq(9, 10), fmpq(99999, 100000), fmpq(11, 10), 1 - fmpq(1, 10**9)]
        b = room / c * rng.choice(near)
    if rng.random() < 0.1:
        c = c * fmpq(10) ** rng.choice([60, -60])
    if rng.random() < 0.5:
        b, c = c, b
    s, t = rng.choice([1, -1]), rng.choice([1, -1])
    return fmpq_mat(2, 2, [a * s, b * s * t, c * s * t, d * s])


def extreme_member(rng: random.Random) -> fmpq_mat:
    """Return a member in other units, or scaled as a whole, within the range of float64."""
    matrix, scale = member(rng), fmpq(10) ** rng.choice([-290, -150, -120, 120, 150, 200])
    a, b, c, d = matrix.entries()
    turned = [[a, b * scale, c / scale, d], [a, b * scale, 0, d], [x * scale for x in (a, b, c, d)]]
    found = fmpq_mat(2, 2, rng.choice(turned))
    return found if max(map(abs, found.entries())) < fmpq(10) ** 300 else matrix


def general(name: str, matrix: fmpq_mat, parameters: tuple[int, ...]) -> tuple[object, object]:
    """Return the ends of an enclosure by the route that knows of no closed form."""
    quantity = registry()[name]
    face = getattr(type(quantity).enclosure, "__wrapped__", type(quantity).enclosure)
    found = face(
        quantity, Matrix(matrix), *map(fmpq, parameters), rtol=1e-4 if name == "K" else 1e-8
    )
    return found.lower.value, found.upper.value


@pytest.mark.parametrize("name", FORMS)
def test_they_agree_with_the_general_enclosures(name: str) -> None:
    (form, parameters), rng = FORMS[name], random.Random(name)
    # circles of K and forms of L take tenths of a second
    compared, count = 0, {"K": 8, "L": 12}.get(name, 40)
    for _ in range(count):
        matrix = member(rng)
        try:
            low, high = general(name, matrix, parameters)
        except Refused:
            continue  # on the unit circle
        found = form.number(Matrix(matrix), *map(fmpq, parameters))
        compared += 1
        if isinstance(found, float):
            ends = [x if is_finite(x) else math.inf for x in (low, high)]  # type: ignore[arg-type]
            assert ends == [found, found] or (low, high) == (int(found), int(found))
            continue
        assert is_finite(low)  # type: ignore[arg-type]
        assert arb(found) * (1 + arb(WIDE)) >= low and arb(found) * (1 - arb(WIDE)) <= high
    assert compared > 0.7 * count


@pytest.mark.parametrize("name", FORMS)
def test_errors_of_stacks_reach_the_value_of_what_was_rounded(name: str) -> None:
    (form, parameters), rng = FORMS[name], random.Random(f"stack {name}")
    members = [member(rng) for _ in range(300)] + [extreme_member(rng) for _ in range(100)]
    stack = np.array([[[as_float(x) for x in row] for row in m.tolist()] for m in members])
    found = registry()[name].float64(stack, *parameters)
    sure = 0
    for matrix, value, error in zip(members, *found, strict=True):
        with working_precision(128):
            right = form.number(Matrix(matrix), *map(fmpq, parameters))
        if not np.isfinite(error) or 0 < abs(value) < 1e-300:  # digits are lost below it
            continue
        sure += 1
        if isinstance(right, float) and math.isinf(right):
            assert value == math.inf and error == 0
        else:
            assert abs(arb(float(value)) - arb(right)) <= arb(float(error)) * (1 + arb(WIDE))
    assert sure > 200


def test_a_planted_error_of_the_kreiss_constant_is_seen_by_exact_decisions() -> None:
    rng, decided = random.Random(1), 0
    while decided < 30:
        matrix = fmpq_mat(2, 2, [abs(x) for x in member(rng).entries()])
        found = KREISS.enclosure(Matrix(matrix), rtol=1e-12)
        assert found is not None
        low, high = found.lower.value, found.upper.value
        if not is_finite(low) or not is_finite(high):
            continue
        assert at_most(matrix, high * (1 + fmpq(1, 10**30)))
        assert low == 1 or not at_most(matrix, low * (1 - fmpq(1, 10**9)))
        decided += 1


def test_the_core_identity_of_the_kreiss_constant() -> None:
    a, b, c, d, s, m, n, u = sympy.symbols("a b c d s m n u")
    N = sympy.Matrix([[1 + s - a, -b], [-c, 1 + s - d]])
    S, square = 2 - a - d, (a - d) ** 2 + (b + c) ** 2
    left = (N * N.T - m**2 * s**2 * sympy.eye(2)).det()
    right = (
        (n**2 * s**2 - u**2) ** 2
        + 2 * S * s * (n * s - u) ** 2
        + s**2 * ((S + 2 * n * u) ** 2 - m**2 * square)
    )
    # u² = q and n² = 1 - m²
    relations = [u**2 - ((1 - a) * (1 - d) - b * c), n**2 + m**2 - 1]
    rest = sympy.reduced(sympy.expand(left - right), relations, u, n, a, b, c, d, s, m)[1]
    assert rest == 0


def test_the_noise_gain_solves_the_stein_equation() -> None:
    """By Cramer's rule for the three entries of P = JPJᵀ + I."""
    a, b, c, d = sympy.symbols("a b c d")
    system = sympy.Matrix(
        [
            [1 - a * a, -2 * a * b, -b * b],
            [-a * c, 1 - a * d - b * c, -b * d],
            [-c * c, -2 * c * d, 1 - d * d],
        ]
    )
    solved = system.adjugate() * sympy.Matrix([1, 0, 1])
    plus, minus = (1 - a) * (1 - d) - b * c, (1 + a) * (1 + d) - b * c
    rest = 1 - a * d + b * c
    bottom = 2 * rest * plus * minus
    top = bottom + (plus + minus) * (rest**2 + (b - c) ** 2)
    assert sympy.expand((solved[0] + solved[2]) * bottom - system.det() * top) == 0


def test_complex_matrices_beside_their_definitions() -> None:
    """L is that of the unitarily similar real matrix; H the sum of its series."""
    rng = np.random.default_rng(0)
    H, L = registry()["H"], registry()["L"]
    real = rng.normal(size=(40, 2, 2))
    real /= (1.05 + rng.exponential(size=(40, 1, 1))) * np.abs(np.linalg.eigvals(real)).max(
        axis=-1
    )[:, None, None]
    turns = np.linalg.qr(rng.normal(size=(40, 2, 2)) + 1j * rng.normal(size=(40, 2, 2)))[0]
    turned = turns @ real @ turns.conj().swapaxes(-1, -2) * np.exp(0.7j)
    for quantity in (H, L):
        expected, found = quantity.float64(real), quantity.float64(turned)
        assert np.allclose(found.values, expected.values, rtol=1e-11)
        assert (found.errors <= 1e-8 * found.values).all()
    other = rng.normal(size=(20, 2, 2)) + 1j * rng.normal(size=(20, 2, 2))
    other *= 0.8 / np.abs(np.linalg.eigvals(other)).max(axis=-1)[:, None, None]
    powers = np.broadcast_to(np.eye(2, dtype=complex), other.shape)
    total = np.zeros(20)
    for _ in range(400):
        total += np.sum(np.abs(powers) ** 2, axis=(1, 2))
        powers = powers @ other
    assert np.allclose(H.float64(other).values, total, rtol=1e-12)


def test_l_of_complex_matrices_beside_the_program_of_their_real_forms() -> None:
    rng = np.random.default_rng(3)
    stack = rng.normal(size=(6, 2, 2)) + 1j * rng.normal(size=(6, 2, 2))
    stack *= 0.9 / np.abs(np.linalg.eigvals(stack)).max(axis=-1)[:, None, None]
    real = np.block([[stack.real, -stack.imag], [stack.imag, stack.real]])
    found = registry()["L"].float64(stack)
    for one, value, error in zip(real, *found, strict=True):
        below, form = optimal_form(Matrix(one), 1e-9)
        assert form is not None
        assert as_float(below) ** 0.5 <= value * (1 + 1e-12) + error
        assert value * (1 - 1e-12) - error <= as_float(form[2] / form[1]) ** 0.5
        assert as_float(form[2] / form[1] / below) < 1 + 1e-8


def test_exact_members_of_the_circle() -> None:
    K, M, L = (registry()[name] for name in "KML")
    assert M([["9/10", "1/10"], ["1/2", "1/2"]]) == pytest.approx(1.2018504, rel=1e-7)
    assert K([["9/10", "1/10"], ["1/2", "1/2"]]) == pytest.approx(1.2018504, rel=1e-7)
    assert L([["9/10", "1/10"], ["1/2", "1/2"]]) == pytest.approx(
        float(L.exact(Matrix([["9/10", "1/10"], ["1/2", "1/2"]]))), rel=1e-12
    )
    with pytest.raises(Refused, match="exactly"):
        M([[0.9, 0.1], [0.5, 0.5]])
    assert K([[1, 1], [0, 1]]) == M([[1, 1], [0, 1]]) == math.inf
    assert M([[0.5, 1e200], [0, 0.5]]) == 1e200


def is_first(quantity: Quantity, name: str) -> bool:
    return hasattr(getattr(type(quantity), name), "__wrapped__")


@pytest.mark.parametrize("name", FORMS)
def test_the_closed_form_is_the_first_route(name: str) -> None:
    quantity = registry()[name]
    assert all(is_first(quantity, face) for face in ("value", "estimate", "highprec", "float64"))
    _, parameters = FORMS[name]
    value = quantity([["1/2", "1/10"], [2, "1/4"]], *parameters)
    high = quantity.highprec([["1/2", "1/10"], [2, "1/4"]], *parameters, digits=40)
    assert value == pytest.approx(float(high), rel=1e-15)


def test_stacks_say_infinity_of_what_is_unstable_in_floats() -> None:
    stack = np.array([[[1.0, 1.0], [0.0, 1.0]], [[1.5, 0.0], [0.0, 0.25]]])
    for name in "ML":  # a shear is decided exactly
        assert [tuple(x) for x in zip(*registry()[name].float64(stack), strict=True)] == [
            (math.inf, 0.0)
        ] * 2
    for quantity, of in ((registry()["K"], stack), (registry()["K_c"], stack - np.eye(2))):
        found = quantity.float64(of)
        assert found.values[1] == math.inf and found.errors.tolist() == [math.inf, 0.0]


def test_no_peak_is_looked_for_that_would_be_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def search(*_: object) -> None:
        raise AssertionError("a search")

    monkeypatch.setattr("kreissverify.quantities.flows.kreiss_constant.found_peak", search)
    axis = np.array([[[0.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, -1.75]]])
    assert np.isinf(registry()["K_c"].float64(axis).errors).all()
    with pytest.raises(AssertionError, match="a search"):
        registry()["K_c"].float64(np.array([[[0.0, 1.0], [1.0, 0.0]]]))
