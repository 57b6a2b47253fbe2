"""An outsider's proofs about any matrices: short ones are accepted, false variants are denied."""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
import sympy

from kreissverify import (
    BlockTriangular,
    G,
    Integer,
    K,
    M,
    Orthogonal,
    Real,
    Rectangular,
    Square,
    Symmetric,
    assume,
    block,
    family,
    identity,
    inverse,
    norm,
    power_norm,
    rho,
    same,
    theorem,
    w,
)
from kreissverify.derivations import Derivation, derive
from kreissverify.derivations.citations.parts import specialised_parts
from kreissverify.expressions.symbols import MatrixVariable
from kreissverify.theorems import Statement


@theorem(source="for the tests")
def norms_of_powers(A: Square(), t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
    return norm(A**t) <= norm(A) ** t


@norms_of_powers.derivation
def _(p: Any) -> None:
    t = p.natural("s")
    start = p.reals("at 0", norm(p.A**0) <= 1, uses=[p.by("norm.identity", X=p.A)])
    next_one = p.by("norm.product", X=p.A**t, Y=p.A)
    so_far = norm(p.A**t) <= norm(p.A) ** t
    step = p.reals("and on", so_far.xreplace({t: t + 1}), uses=[next_one], given=[so_far])
    p.qed(p.at(p.induction("every power", start, step, t), {t: p.t}))


@theorem(source="for the tests")
def norms_of_powers_as_a_fact(A: Square(), t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
    return norm(A**t) <= norm(A) ** t


@norms_of_powers_as_a_fact.derivation
def _(p: Any) -> None:
    p.qed(p.by("norm.power", X=p.A, t=p.t))


@theorem(source="for the tests")
def coupled_contractions(
    A: Square("n"),  # type: ignore[valid-type]
    D: Square("m"),  # type: ignore[valid-type]
    C: Rectangular("m", "n"),  # type: ignore[valid-type]
    gamma: Real(at_least=0, below=1),  # type: ignore[valid-type]
    c: Real(at_least=0),  # type: ignore[valid-type]
) -> Any:
    """K of coupled contractions is at most 1 + c/4, with the coupling c in units of 1 - γ."""
    assume(sympy.And(norm(A) <= gamma, norm(D) <= gamma, norm(C) <= c * (1 - gamma)))
    return K(block([[A, 0], [C, D]])) <= 1 + c / 4


@coupled_contractions.derivation
def _(p: Any) -> None:
    r, γ, J = p.real("r"), p.gamma, block([[p.A, 0], [p.C, p.D]])
    a, d = (p.by("resolvent.contraction", X=X, bound=γ, r=r, given=[r > 1]) for X in (p.A, p.D))
    whole = p.by("resolvent.block_triangular", X=J, r=r, uses=[a, d], given=[r > 1])
    off = norm(p.C) * G(p.A, r) * G(p.D, r) <= p.c * (1 - γ) / (r - γ) ** 2
    small = p.reals("off the diagonal", off, uses=[a, d], given=[r > 1])
    tangent = p.squares("a tangent", 4 * (1 - γ) * (r - 1) <= (r - γ) ** 2, [(1, r - 2 + γ)])
    bound, every = 1 + p.c / 4, [whole, a, d, small, tangent]
    line = p.reals("on a circle", (r - 1) * G(J, r) <= bound, uses=every, given=[r > 1])
    p.qed(p.by("kreiss.supremum", X=J, bound=bound, r=r, uses=[line]))


@theorem(source="C. A. Berger (1965)")
def squares(A: Square(complex=True)) -> Any:  # type: ignore[valid-type]
    return w(A**2) <= w(A) ** 2


@squares.derivation
def _(p: Any) -> None:
    p.qed(p.by("w.power", X=p.A, k=2))


@theorem(source="for the tests")
def gradient_descent(
    H: Symmetric("n", spectrum=("mu", "L")),  # type: ignore[valid-type]
    mu: Real(above=0),  # type: ignore[valid-type]
    L: Real(above=0),  # type: ignore[valid-type]
    t: Integer(at_least=0),  # type: ignore[valid-type]
) -> Any:
    return norm((identity("n") - 2 / (mu + L) * H) ** t) <= ((L - mu) / (L + mu)) ** t


@gradient_descent.derivation
def _(p: Any) -> None:
    step, q = 2 / (p.mu + p.L), (p.L - p.mu) / (p.L + p.mu)
    J = identity(p.H) - step * p.H
    by_ends = p.by("spectrum.polynomial", X=p.H, a=1, b=-step, low=p.mu, high=p.L)
    one = p.reals("one step", norm(J) <= q, uses=[by_ends])
    p.qed(p.lemma(norms_of_powers, A=J, t=p.t),
          p.by("power.monotone", x=norm(J), y=q, n=p.t, uses=[one]))  # fmt: skip


@family
def Descent(
    H: Symmetric("n", spectrum=("mu", "L")),  # type: ignore[valid-type]
    mu: Real(above=0),  # type: ignore[valid-type]
    L: Real(above=0),  # type: ignore[valid-type]
    alpha: Real(above=0),  # type: ignore[valid-type]
) -> Any:
    return identity("n") - alpha * H


@theorem(source="for the tests")
def short_steps(J: Descent) -> Any:  # type: ignore[valid-type]
    assume(J.alpha * J.L <= 1)
    return M(J) <= 1


@short_steps.derivation
def _(p: Any) -> None:
    J, I = p.J, identity(p.J.H)
    by_ends = p.by("spectrum.polynomial", X=J.H, a=1, b=-J.alpha, low=J.mu, high=J.L)
    written_out = p.by("equal.values", X=J, Y=I - J.alpha * J.H)
    one = p.reals("one step", norm(J) <= 1, uses=[by_ends, written_out])
    p.qed(p.by("peak.one", X=J, uses=[one]))


@theorem(source="for the tests")
def turned(A: Square("n"), Q: Orthogonal("n")) -> Any:  # type: ignore[valid-type]
    return sympy.And(sympy.Eq(K(Q * A * Q.T), K(A)), norm(Q.T * A) <= norm(A))


@turned.derivation
def _(p: Any) -> None:
    p.qed(p.by("orthogonal.similarity", X=p.A, Y=p.Q), p.by("orthogonal.product", X=p.A, Y=p.Q.T))


@theorem(source="for the tests")
def rescaled(A: Square("n"), S: Square("n")) -> Any:  # type: ignore[valid-type]
    assume(norm(S) <= sympy.Rational(1, 2))
    return sympy.Eq(rho((identity(S) - S) * A * inverse(identity(S) - S)), rho(A))


@rescaled.derivation
def _(p: Any) -> None:
    near = p.by("inverse.neumann", X=p.S)
    p.qed(p.by("radius.similarity", X=p.A, Y=identity(p.S) - p.S, uses=[near]))


@theorem(source="for the tests")
def of_a_class(J: BlockTriangular, t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
    return power_norm(J, t) <= norm(J) ** t


@of_a_class.derivation
def _(p: Any) -> None:
    p.qed(p.lemma(norms_of_powers, A=p.J, t=p.t), p.by("norm.of_power", X=p.J, t=p.t))


@theorem(source="for the tests")
def commuting(
    A: Square("n"),  # type: ignore[valid-type]
    B: Square("n"),  # type: ignore[valid-type]
    k: Integer(at_least=0),  # type: ignore[valid-type]
) -> Any:
    assume(same(A * B, B * A))
    return same(A**k * B, B * A**k)


@commuting.derivation
def _(p: Any) -> None:
    j, A, B = p.natural("j"), p.A, p.B
    claim = same(A**j * B, B * A**j)
    start = p.matrices("at 0", same(A**0 * B, B * A**0))
    step = p.matrices("and on", same(A ** (j + 1) * B, B * A ** (j + 1)), given=[claim])
    p.qed(p.at(p.induction("every power", start, step, j), {j: p.k}))


@theorem(source="for the tests")
def expanded(A: Square("n"), B: Square("n")) -> Any:  # type: ignore[valid-type]
    return same((A + B) ** 2, A**2 + A * B + B * A + B**2)


@expanded.derivation
def _(p: Any) -> None:
    p.qed()


@theorem(source="for the tests")
def an_entry(A: Square(2)) -> Any:  # type: ignore[valid-type]
    return A[0, 1] <= norm(A)


@an_entry.derivation
def _(p: Any) -> None:
    p.qed(p.by("norm.entry", X=p.A, i=0, j=1))


SHOWN = (
    commuting, expanded, an_entry,
    norms_of_powers, norms_of_powers_as_a_fact, coupled_contractions, squares, gradient_descent,
    short_steps, turned, rescaled, of_a_class,
)  # fmt: skip


def shown(statement: Statement) -> Derivation:
    found = derive(statement)
    assert found is not None
    return found


@pytest.mark.parametrize("statement", SHOWN, ids=lambda x: x.name)
def test_it_is_shown(statement: Statement) -> None:
    found = shown(statement)
    assert found.is_complete, (found.failed, found.reason)
    assert all("points" in fact.means for fact in found.facts if fact.ways)


@pytest.mark.parametrize("statement", SHOWN, ids=lambda x: x.name)
def test_it_takes_under_ten_lines(statement: Statement) -> None:
    (write,) = statement.derivations
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(write))).body
    assert isinstance(function, ast.FunctionDef)
    assert len({x.lineno for x in function.body}) < 10


def made(body: Callable[..., Any], write: Callable[[Any], None]) -> Derivation:
    """Return the derivation of a statement that is false."""
    statement = theorem(source="a hope")(body)
    statement.derivation(write)
    return shown(statement)


def power_too_small(A: Square(), t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
    return norm(A**t) <= norm(A) ** (t + 1)


def negative_powers(A: Square(), t: Integer()) -> Any:  # type: ignore[valid-type]
    return norm(A**t) <= norm(A) ** t


def as_if_they_commuted(A: Square("n"), B: Square("n")) -> Any:  # type: ignore[valid-type]
    return same((A + B) ** 2, A**2 + 2 * A * B + B**2)


def half(A: Square()) -> Any:  # type: ignore[valid-type]
    return w(A**2) <= w(A) ** 2 / 2


def powers_by_kreiss(A: Square(), t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
    return norm(A**t) <= K(A)


def inverses(A: Square()) -> Any:  # type: ignore[valid-type]
    return norm(A) * norm(inverse(A)) >= 1


def any_matrix_is_normal(A: Square()) -> Any:  # type: ignore[valid-type]
    return sympy.Eq(norm(A), rho(A))


def an_eighth(
    A: Square("n"),  # type: ignore[valid-type]
    C: Square("n"),  # type: ignore[valid-type]
    gamma: Real(at_least=0, below=1),  # type: ignore[valid-type]
) -> Any:
    assume(norm(A) <= gamma)
    return K(block([[A, 0], [C, A]])) <= 1 + norm(C) / (8 * (1 - gamma))


def circle(p: Any) -> None:
    r, J = p.real("r"), block([[p.A, 0], [p.C, p.A]])
    a = p.by("resolvent.contraction", X=p.A, bound=p.gamma, r=r, given=[r > 1])
    whole = p.by("resolvent.block_triangular", X=J, r=r, uses=[a], given=[r > 1])
    bound = 1 + norm(p.C) / (8 * (1 - p.gamma))
    line = p.reals("on a circle", (r - 1) * G(J, r) <= bound, uses=[whole, a], given=[r > 1])
    p.qed(p.by("kreiss.supremum", X=J, bound=bound, r=r, uses=[line]))


#: A false statement, what its author tries, and how the refusal begins.
FALSE: dict[str, tuple[Callable[..., Any], Callable[[Any], Any], str, str]] = {
    "one power too many": (
        power_too_small,
        lambda p: p.qed(p.by("norm.power", X=p.A, t=p.t)),
        "conclusion",
        "it is false at",
    ),
    "negative powers": (
        negative_powers,
        lambda p: p.qed(p.by("norm.power", X=p.A, t=p.t)),
        "writing",
        "t: expected an integer that is at least 0, got t",
    ),
    "factors exchanged": (
        as_if_they_commuted,
        lambda p: p.qed(),
        "conclusion",
        "it needs (A + B)**2 = A**2 + B**2 + 2*A*B, which was not shown",
    ),
    "half of Berger's bound": (
        half,
        lambda p: p.qed(p.by("w.power", X=p.A, k=2)),
        "conclusion",
        "it is false at",
    ),
    "K for a bound of powers": (
        powers_by_kreiss,
        lambda p: p.qed(p.by("kreiss.theorem", X=p.A), p.by("peak.power", X=p.A, t=p.t)),
        "conclusion",
        "it is false at",
    ),
    "an inverse that need not exist": (
        inverses,
        lambda p: p.qed(p.by("inverse.norm", X=p.A)),
        "inverse.norm",
        "it needs A is invertible",
    ),
    "a matrix that need not be symmetric": (
        any_matrix_is_normal,
        lambda p: p.qed(p.by("symmetric.norm", X=p.A)),
        "symmetric.norm",
        "it needs A.T = A, which was not shown",
    ),
    "half of the coupling": (
        an_eighth,
        circle,
        "on a circle",
        "z3 and cvc5 found a case in which it fails, such as",
    ),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_variant_is_denied_with_the_reason(name: str) -> None:
    body, write, step, reason = FALSE[name]
    found = made(body, write)
    assert not found.is_complete
    assert found.failed == step
    assert found.reason.startswith(reason)


@theorem(source="for the tests")
def entry_below_the_norm(A: Square(2)) -> Any:  # type: ignore[valid-type]
    return A[0, 0] <= norm(A)


@entry_below_the_norm.derivation
def _(p: Any) -> None:
    p.qed(p.by("norm.entry", X=p.A, i=0, j=0))


def test_a_lemma_for_a_sum_speaks_of_the_entries_of_its_terms() -> None:
    A = MatrixVariable("E", 2, 2, "Square(2)")
    shifted = A - sympy.Identity(2)
    claim = specialised_parts(entry_below_the_norm, {"A": shifted})[1]
    assert claim == sympy.Le(A[0, 0] - 1, norm(shifted))
