"""Attempts to prove what is false, or what was not shown: each fails, and says at which step."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sympy
from sympy import Eq, Ge, Piecewise, Symbol, exp, log, sqrt

from kreissverify import (
    BlockTriangular,
    CoupledBlocks,
    Integer,
    K,
    Real,
    SelfReferential,
    assume,
    power_norm,
    rho,
    theorem,
)
from kreissverify.derivations import (
    Below,
    DerivationError,
    Fact,
    Finite,
    Majorant,
    NotShown,
    OperatorNorm,
    Proof,
    Same,
    letters,
    solvers,
)
from kreissverify.derivations import reals as reals_module
from kreissverify.derivations.derivation import derive
from kreissverify.derivations.reals import follows
from kreissverify.derivations.solvers import Answer
from kreissverify.theorems import Statement, StatementError

Attempt = Callable[[Proof], Any]


@theorem(source="for the tests")
def at_least_one(J: BlockTriangular) -> Any:
    return K(J) >= 1


@theorem(source="for the tests")
def coupled(J: SelfReferential, y: Real(above=0)) -> Any:  # type: ignore[valid-type]
    return K(J) >= 1


def refuse(statement: Statement) -> None:
    raise NotShown(statement.id, "nothing is proved here")


def proof(statement: Statement = at_least_one) -> Proof:
    return Proof(statement, refuse)


def local(p: Proof) -> sympy.Symbol:
    return p.real("x")


def quotient_at(p: Proof, k: Any) -> Any:
    """y/(y + k) + k ≥ 1, which is 1 ≥ 1 at k = 0, but has no value if y is 0, too."""
    return p.real("y") / (p.real("y") + k) + k >= 1


ATTEMPTS: dict[str, tuple[Attempt, str]] = {
    "a false inequality": (lambda p: p.reals("s", p.J.gamma > 0), "it is false at|fails"),
    "< for ≤": (lambda p: p.reals("s", p.J.c > 0), "fails"),
    "a quotient that may vanish": (
        lambda p: p.reals("s", Ge(p.J.c / p.J.gamma, 0, evaluate=False)),
        "the division",
    ),
    "a quotient that vanishes in one case": (
        lambda p: p.reals("s", Piecewise((1 / local(p), local(p) >= 0), (1, True)) ** 2 >= 0),
        "the division",
    ),
    "a root of what may be negative": (
        lambda p: p.reals("s", Ge(sqrt(local(p)), 0, evaluate=False)),
        "the root",
    ),
    "an identity with a pole": (
        lambda p: p.identity("s", Eq((p.J.c**2 - 1) / (p.J.c - 1), p.J.c + 1, evaluate=False)),
        "the division",
    ),
    "an identity that is none": (
        lambda p: p.identity("s", Eq((p.J.c + 1) ** 2, p.J.c**2 + 1, evaluate=False)),
        "do not agree",
    ),
    "a root of a square": (
        lambda p: p.identity("s", Eq(sqrt(local(p) ** 2), local(p), evaluate=False)),
        "do not agree",
    ),
    "an infinite quantity": (
        lambda p: p.reals("s", K(p.J) ** 2 / (K(p.J) ** 2 + 1) < 1),
        "infinite",
    ),
    "a difference of infinities": (
        lambda p: p.identity("s", Eq(K(p.J) * (p.J.c + 1) - K(p.J) * p.J.c, K(p.J))),
        "may be infinite",
    ),
    "an infinite number by name": (lambda p: p.let("V", K(p.J)), "may be infinite"),
    "a number that depends on a variable": (
        lambda p: p.let("V", local(p) + 1),
        "depends on a variable",
    ),
    "a name that is taken": (lambda p: p.real("gamma"), "is taken"),
    "an unknown symbol": (lambda p: p.reals("s", Symbol("q", real=True) > 0), "unknown"),
    "γ under another name": (
        lambda p: p.reals("s", Ge(Symbol("gamma", real=True), 0, evaluate=False)),
        "unknown symbol",
    ),
    "a contradiction given": (
        lambda p: p.reals("s", Eq(p.J.c, 7), given=[p.J.gamma > 2]),
        "contradicts",
    ),
    "squares with a negative weight": (
        lambda p: p.squares("s", p.J.c * 2 >= p.J.c**2 + 1, [(-1, p.J.c - 1)]),
        "the weight",
    ),
    "squares that do not add up": (
        lambda p: p.squares("s", p.J.c**2 + 2 >= p.J.gamma, [(1, p.J.c)]),
        "the sum of squares is not",
    ),
    "an unknown fact": (lambda p: p.by("no.such"), "no fact known here"),
    "terms that a fact has not": (lambda p: p.by("kreiss.at_least_one", Y=p.J), "expected the"),
    "an unknown lemma": (lambda p: p.lemma("no.such"), "no.such"),
    "a lemma that is not proved": (lambda p: p.lemma(at_least_one), "nothing is proved"),
    "a supremum over a fixed radius": (
        lambda p: p.by("kreiss.supremum", X=p.J, bound=5, r=sympy.Integer(2)),
        "has no attribute|must be a new variable",
    ),
    "an operator as a number": (
        lambda p: p.reals("s", Symbol("N", commutative=False) > 0),
        "Invalid|invalid|expected a real variable|no condition|unknown|comparison",
    ),
    "a number that refers to itself": (
        lambda p: p.let("V", Symbol("V", real=True) + 1),
        "unknown symbol V",
    ),
    "squares of what is not real": (
        lambda p: p.squares("s", -(local(p) ** 2) >= 0, [(1, sympy.I * local(p))]),
        "no real term",
    ),
    "squares of roots of what may be negative": (
        lambda p: p.squares("s", local(p) >= 0, [(1, sqrt(local(p)))]),
        "the root",
    ),
    "a logarithm of what may be negative": (
        lambda p: p.reals("s", log(local(p)) ** 2 >= 0),
        "the logarithm",
    ),
    "an exponential of what may have no value": (
        lambda p: p.reals("s", exp(1 / local(p)) > 0),
        "the division",
    ),
    "a quantity of what may have no value": (
        lambda p: p.let("V", power_norm(p.J, 1 / p.J.c)),
        "the division",
    ),
    "an unknown symbol in what is cited": (
        lambda p: p.by("kreiss.value", X=p.J, r=2 + Symbol("q", real=True) ** 2),
        "unknown symbol q",
    ),
    "a step added by hand": (
        lambda p: p.steps.append(Fact("by hand", "reals", sympy.false)),  # type: ignore[attr-defined]
        "append",
    ),
    "a hypothesis added by hand": (
        lambda p: setattr(p, "context", (sympy.false,)),
        "no setter",
    ),
    "a logarithm's sign": (
        lambda p: p.reals("s", log(2 + local(p)) >= 0, given=[local(p) >= 0]),
        "fails",
    ),
    "a fact by hand": (
        lambda p: p.qed(Fact("by hand", "reals", K(p.J) >= 1)),
        "another derivation",
    ),
    "an end that does not follow": (lambda p: p.qed(), "it is false at|may be infinite"),
    "a condition that has no value for particular values": (
        lambda p: p.at(
            p.reals("s", sympy.Ne(p.real("y"), 0), given=[p.real("y") / p.real("z") > 0]),
            {p.real("y"): p.real("z")},
        ),
        "Ne",
    ),
    "a fact by hand, for a particular value": (
        lambda p: p.at(Fact("by hand", "reals", local(p) <= 10**9), {local(p): 10**10}),
        "another derivation",
    ),
    "weights that can be read once": (
        lambda p: p.squares(
            "s",
            Ge(10**20 - local(p) ** 2, 0, evaluate=False),
            (term for term in [(-1, local(p)), (10**20, 1)]),  # type: ignore[arg-type]
        ),
        "the weight -1",
    ),
    "conditions that can be read once": (
        lambda p: p.at(
            p.reals("s", local(p) <= 3, given=(x for x in [local(p) <= 3])),  # type: ignore[arg-type]
            {local(p): 4},
        ),
        "fails",
    ),
    "a cited fact of what may have no value": (
        lambda p: p.by("power.product", x=local(p), y=1 / local(p), n=p.natural("k")),
        "it needs Ne",
    ),
    "a cited fact of what is not real": (
        lambda p: p.by("power.product", x=sympy.I, y=sympy.I, n=p.natural("k")),
        "no real term",
    ),
    "a text for a term": (lambda p: p.by("power.monotone", x="0", y=1, n=2), "term, got '0'"),
    "an induction from what has no value": (
        lambda p: p.induction(
            "s",
            p.reals("at 0", quotient_at(p, 0), given=[p.real("y") >= 0]),
            p.reals(
                "from k to k + 1",
                quotient_at(p, p.natural("k") + 1),
                given=[quotient_at(p, p.natural("k")), p.real("y") >= 0],
            ),
            p.natural("k"),
        ),
        "the division",
    ),
    "facts that are none": (
        lambda p: p.reals("s", p.J.c >= 0, uses=[p.J.c >= 0]),  # type: ignore[list-item]
        "expected a list of facts",
    ),
    "no list of conditions": (
        lambda p: p.reals("s", p.J.c >= 0, given=p.J.c >= 0),
        "expected a list of conditions",
    ),
    "a condition that is none": (lambda p: p.reals("s", 3), "expected a condition"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_not_shown(name: str) -> None:
    attempt, reason = ATTEMPTS[name]
    with pytest.raises(
        (NotShown, DerivationError, StatementError, TypeError, AttributeError), match=reason
    ):
        attempt(proof())


def test_a_fact_is_used_only_under_its_conditions() -> None:
    p = proof()
    x = p.real("x")
    fact = p.reals("above two", x**2 > 4, given=[x > 2])
    p.reals("above three", x**2 > 3, uses=[fact], given=[x > 5])
    with pytest.raises(NotShown, match="needs x > 2"):
        p.reals("everywhere", x**2 > 3, uses=[fact])
    with pytest.raises(NotShown, match="at x = 1"):
        p.at(fact, {x: sympy.Integer(1)})
    assert p.at(fact, {x: sympy.Integer(3)}).claim is sympy.true


def test_a_value_put_in_is_real_and_of_its_kind() -> None:
    p = proof()
    x, t = p.real("x"), p.natural("t")
    square, nonnegative = p.reals("square", x**2 >= 0), p.reals("count", t + 1 > 0)
    for value in (sympy.I, 1 / p.J.c, sqrt(p.J.c - 1), K(p.J)):
        with pytest.raises((NotShown, DerivationError)):
            p.at(square, {x: value})
    for value in (sympy.Integer(-3), sympy.Rational(1, 2), x):
        with pytest.raises(DerivationError, match="expected an integer"):
            p.at(nonnegative, {t: value})
    with pytest.raises(DerivationError, match="no variable that this derivation introduced"):
        p.at(square, {p.J.gamma: 2})


def test_a_hypothesis_of_a_lemma_has_a_value_for_particular_values() -> None:
    @theorem(source="for the tests")
    def quotient(J: BlockTriangular, y: Real(), z: Real()) -> Any:  # type: ignore[valid-type]
        assume(y / z > 0)
        return sympy.Ne(y, 0)

    p = Proof(coupled, lambda lemma: None)
    x = p.real("x")
    with pytest.raises(NotShown, match="the hypothesis Ne"):
        p.lemma(quotient, of=p.J.triangular, y=x, z=x)
    assert p.lemma(quotient, of=p.J.triangular, y=x, z=x, given=[x > 0]).claim == sympy.Ne(x, 0)


def test_a_supremum_needs_a_bound_for_every_radius() -> None:
    p = proof(coupled)
    r, X = p.real("r"), p.J.triangular
    inside = p.by("resolvent.finite", X=X, r=r, uses=[], given=[r > rho(X)])
    with pytest.raises(NotShown):
        p.by("kreiss.supremum", X=X, bound=7, r=r, uses=[inside])
    with pytest.raises(DerivationError, match="must be a new variable"):
        p.by("kreiss.supremum", X=X, bound=r, r=r, uses=[inside])
    with pytest.raises(DerivationError, match="must be a new variable"):
        p.by("kreiss.supremum", X=X, bound=7, r=p.parameter("y"), uses=[inside])
    with pytest.raises(DerivationError, match="must be a new variable"):
        p.by("kreiss.supremum", X=X, bound=7, r=r, uses=[inside], given=[r < 2])


def test_hypotheses_that_contradict_each_other_are_detected() -> None:
    @theorem(source="for the tests")
    def empty(J: BlockTriangular) -> Any:
        assume(J.gamma > 2)
        return K(J) <= 0

    with pytest.raises(NotShown, match="contradict each other"):
        proof(empty)


def test_facts_of_another_derivation_are_refused() -> None:
    p, q = proof(), proof()
    fact = p.by("kreiss.at_least_one", X=p.J)
    with pytest.raises(DerivationError, match="another derivation"):
        q.qed(fact)


def test_a_statement_cannot_rest_on_itself() -> None:
    @theorem(source="for the tests")
    def circular(J: BlockTriangular) -> Any:
        return K(J) <= 0

    @circular.derivation
    def _(p: Proof) -> None:
        p.qed(p.lemma(circular))

    found = derive(circular)
    assert found is not None and not found.is_complete
    assert "rests on itself" in found.reason


def test_a_derivation_that_raises_or_stops_short_proves_nothing() -> None:
    @theorem(source="for the tests")
    def raising(J: BlockTriangular) -> Any:
        return K(J) >= 1

    @raising.derivation
    def _(p: Proof) -> None:
        p.qed(p.by("kreiss.at_least_one", X=p.J))
        raise ZeroDivisionError("later")

    @theorem(source="for the tests")
    def short(J: BlockTriangular) -> Any:
        return K(J) >= 1

    @short.derivation
    def _(p: Proof) -> None:
        p.by("kreiss.at_least_one", X=p.J)

    for statement, reason in ((raising, "ZeroDivisionError"), (short, "does not end with it")):
        found = derive(statement)
        assert found is not None and not found.is_complete
        assert reason in found.reason


def test_the_conclusion_is_not_shown_in_a_case_of_it() -> None:
    @theorem(source="for the tests")
    def in_a_case(J: BlockTriangular) -> Any:
        return J.c <= 5

    @in_a_case.derivation
    def _(p: Proof) -> None:
        p.reals("conclusion", p.statement.conclusion, given=[p.J.c <= 1])

    found = derive(in_a_case)
    assert found is not None and not found.is_complete
    assert "under conditions" in found.reason


def test_a_lemma_for_integers_is_not_used_at_fractions() -> None:
    @theorem(source="for the tests")
    def of_integers(J: BlockTriangular, t: Integer(at_least=0)) -> Any:  # type: ignore[valid-type]
        return t**2 >= t

    @theorem(source="for the tests")
    def of_reals(J: BlockTriangular, x: Real()) -> Any:  # type: ignore[valid-type]
        return x * J.c <= x**2 + J.c**2

    p = Proof(at_least_one, lambda lemma: None)
    assert p.lemma(of_integers, t=p.natural("k") + 1).claim.has(p.natural("k"))
    for value in (sympy.Rational(1, 2), p.real("x")):
        with pytest.raises(DerivationError, match="t: expected an integer"):
            p.lemma(of_integers, t=value)
    for value in (sympy.I, 1 / p.J.c, K(p.J), Symbol("q", real=True)):
        with pytest.raises((NotShown, DerivationError, TypeError)):
            p.lemma(of_reals, x=value)


def test_operators_are_not_divided_by_what_may_vanish() -> None:
    p = proof()
    x = p.real("x")
    R, N = letters("R N", p.J, p.real("r"))
    scaled = Same(x * R, 0)
    with pytest.raises(NotShown, match="the division 1/x"):
        p.combination("divided", Same(R, 0), [(1 / x, scaled, 1)], given=[scaled])
    with pytest.raises(NotShown, match="infinite"):
        p.combination(
            "infinite", Same(K(p.J) * R, 0), [(K(p.J), Same(R, 0), 1)], given=[Same(R, 0)]
        )
    with pytest.raises(NotShown, match="the inverse"):
        p.combination("inverted", Same(R, 0), [(1 / N, Same(N * R, 0), 1)], given=[Same(N * R, 0)])
    shown = p.combination("by x > 1", Same(R, 0), [(1 / x, scaled, 1)], given=[scaled, x > 1])
    assert shown.claim == Same(R, 0)


def test_a_norm_at_one_point_bounds_no_circle() -> None:
    p = proof(coupled)
    x, r = p.real("x"), p.real("r")
    (R,) = letters("R", p.J, r)
    with pytest.raises(DerivationError, match="for all z on the circle"):
        p.by("resolvent.supremum", X=p.J, bound=x, r=r, given=[OperatorNorm(R) <= x, r > rho(p.J)])
    with pytest.raises(DerivationError, match="depends on a variable"):
        p.let("V", OperatorNorm(letters("R", p.J, 2)[0]))


def test_a_lemma_belongs_to_the_class() -> None:
    @theorem(source="for the tests")
    def of_symmetric_blocks(J: BlockTriangular) -> Any:
        return K(J) >= 1

    @theorem(source="for the tests")
    def of_any_blocks(J: BlockTriangular(normal=False)) -> Any:  # type: ignore[valid-type]
        return K(J) >= 1

    @theorem(source="for the tests")
    def of_many(J: CoupledBlocks) -> Any:
        return K(J) >= 1

    believed = [of_any_blocks, of_many, coupled]
    for statement in believed:
        p = Proof(statement, lambda lemma: None)
        with pytest.raises(DerivationError, match="is about"):
            p.lemma(of_symmetric_blocks)
    p = Proof(coupled, lambda lemma: None)
    fact = p.lemma(of_symmetric_blocks, of=p.J.triangular)
    assert fact.claim == (K(p.J.triangular) >= 1)
    assert p.lemma(of_many).claim == (K(p.J) >= 1)


ANSWERS = {
    "both are missing": ({"z3": Answer.MISSING, "cvc5": Answer.MISSING}, "not installed"),
    "both run out of time": ({"z3": Answer.UNKNOWN, "cvc5": Answer.UNKNOWN}, "no answer in time"),
    "they disagree": ({"z3": Answer.UNSAT, "cvc5": Answer.SAT}, "disagree"),
    "neither can read it": ({"z3": Answer.UNREADABLE, "cvc5": Answer.UNREADABLE}, "cannot read"),
}


@pytest.mark.parametrize("case", ANSWERS)
def test_what_no_solver_shows_is_not_shown(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, reason = ANSWERS[case]
    monkeypatch.setattr(reals_module, "ask", lambda *args, **options: answers)
    x = Symbol("x", real=True)
    decision = follows([x > 1], x**2 > 1)
    assert not decision.shown
    assert reason in decision.reason


def test_what_comes_late_answers_no_other_question(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Symbol("x_late", real=True)
    assert follows([x > 1], x > 0).shown  # the solvers are running

    def interrupted(*args: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(solvers, "_collect", interrupted)
        with pytest.raises(KeyboardInterrupt):
            follows([x > 3], x > 2)  # shown: its answer would be "unsat"
    assert not follows([x > 2], x > 3).shown


def test_threads_take_turns_with_the_solvers() -> None:
    x = Symbol("x_turns", real=True)

    def right(k: int) -> bool:
        return follows([x > k], x > k - 1).shown and not follows([x > k], x > k + 1).shown

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(right, range(10, 26)))


def test_operator_facts_are_no_real_premises() -> None:
    X = Symbol("X", commutative=False)
    x = Symbol("x", real=True)
    assert not follows([Same(X, 0), Below(1, 0)], x > 0).shown
    assert not follows([Finite(K(proof().J))], x > 0).shown


def test_exponentials_are_opaque_but_for_that_of_asinh() -> None:
    x = Symbol("x", real=True)
    assert follows([], exp(x) > 0).shown
    assert not follows([x > 0], exp(x) > 1).shown
    assert follows([x >= 0], exp(sympy.asinh(x)) >= 2 * x).shown


def test_cases_must_cover_everything() -> None:
    p = proof()
    x = p.real("x")
    above = p.reals("above", x**2 >= x, given=[x >= 1])
    below = p.reals("below", x**2 >= x, given=[x <= 0])
    between = p.reals("a fraction", x**2 <= 1, given=[x >= -1, x <= 1])
    with pytest.raises(NotShown, match=r"it is false at .*x = 0"):
        p.cases("either", above, below)
    with pytest.raises(DerivationError, match="facts of one claim"):
        p.cases("either", above, between)
    with pytest.raises(DerivationError, match="another derivation"):
        proof().cases("either", above)
    either = p.cases("for an x that is no fraction", above, below, given=[x * (x - 1) >= 0])
    assert either.claim == (x**2 >= x) and either.given == (x * (x - 1) >= 0,)


def test_a_supremum_over_reals_is_not_shown_at_integers() -> None:
    p = proof()
    r, t = p.natural("r"), p.real("t")
    with pytest.raises(DerivationError, match="expected a real variable"):
        p.by("kreiss.supremum", X=p.J, bound=7, r=r)
    with pytest.raises(DerivationError, match="expected an integer"):
        p.by("peak.supremum", X=p.J, bound=7, t=t)


def test_induction_is_over_a_variable_of_the_derivation() -> None:
    @theorem(source="for the tests")
    def late(J: BlockTriangular, k: Integer(at_least=5)) -> Any:  # type: ignore[valid-type]
        return K(J) >= k

    p = proof(late)
    k = p.parameter("k")
    start = p.reals("start", Ge(0, 0, evaluate=False))
    step = p.reals("step", Ge(k + 1, k, evaluate=False))
    with pytest.raises(DerivationError, match="expected a variable by `natural`"):
        p.induction("all", start, step, k)


def test_the_inverse_of_what_is_nonnegative_need_not_be() -> None:
    p = proof()
    R, S = letters("R S", p.J, p.real("r"))
    with pytest.raises(NotShown, match="the inverse"):
        p.combination("inverse", Below(0, 1 / Majorant(R)), [], plus=1 / Majorant(R))
    assert p.combination("power", Below(0, Majorant(R) ** 2), [], plus=Majorant(R) ** 2)
    with pytest.raises(NotShown, match="S >= 0"):
        p.combination("a letter", Below(0, S), [], plus=S)


def test_a_particular_value_keeps_what_it_was_given() -> None:
    p = proof()
    x, y = p.real("x"), p.real("y")
    fact = p.reals("above two", x**2 > 4, given=[x > 2])
    special = p.at(fact, {x: y + 1}, given=[y > 1])
    assert special.claim == ((y + 1) ** 2 > 4) and special.given == (y > 1,)
    with pytest.raises(NotShown, match="needs y > 1"):
        p.reals("everywhere", (y + 1) ** 2 > 3, uses=[special])
    with pytest.raises(NotShown, match="y \\+ 1 > 2"):
        p.at(fact, {x: y + 1}, given=[y > 0])
