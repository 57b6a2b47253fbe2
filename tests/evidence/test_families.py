"""Evidence for statements about families: what is drawn, what is looked for, right verdicts."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from kreissverify import (
    Abs,
    Eq,
    M,
    Max,
    Rational,
    Real,
    Rectangular,
    Square,
    Symmetric,
    assume,
    families,
    family,
    frobenius,
    norm,
    psd,
    rho,
    theorem,
    zeros,
)
from kreissverify.evidence.evaluation.margins import margins
from kreissverify.evidence.sampling.bindings import bindings
from kreissverify.evidence.sampling.part_draws import concrete
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.evidence.sampling.screened import inequalities, screened
from kreissverify.evidence.sampling.stacking import stacked
from kreissverify.evidence.sampling.trials import run_trials
from kreissverify.evidence.verdict import Verdict
from kreissverify.evidence.verify import verify
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.families import (
    ADMM,
    AlternatingGradientDescentAscent,
    ConvectionDiffusion,
    Extragradient,
    GradientDescentAscent,
    HeavyBall,
    HeavyBallOptimal,
    LaggedHypergradients,
    LinearRecurrence,
    Nesterov,
    NesterovOptimal,
    Optimistic,
    TwoTimeScale,
    Upwind,
)
from kreissverify.instances.kinds.freedoms import freedoms_of
from kreissverify.instances.membership import objection
from kreissverify.theorems import Statement

TRUE: list[Statement] = []
FALSE: list[Statement] = []


def true(body: Any) -> None:
    TRUE.append(theorem(source="an example")(body))


def false(body: Any) -> None:
    FALSE.append(theorem(source="an example")(body))


@false
def stable_heavy_ball_never_amplifies(J: HeavyBall):
    assume(rho(J) < 1)
    assume(J.beta <= Rational(9, 10))
    return M(J) <= 2


@true
def optimal_heavy_ball_is_stable(J: HeavyBallOptimal):
    return rho(J) < 1


@false
def optimal_heavy_ball_grows_less(J: HeavyBallOptimal):
    assume(J.q <= 5)
    return M(J) <= J.q / 3


@true
def nesterov_with_short_steps_is_stable(J: Nesterov):
    assume(J.alpha * J.L <= 1)
    return rho(J) < 1


@false
def nesterov_is_a_contraction(J: Nesterov):
    assume(J.alpha * J.L <= 1)
    return norm(J) <= 2


@true
def optimal_nesterov_has_the_rate_of_theory(J: NesterovOptimal):
    return rho(J) <= 1 - 1 / J.q


@false
def optimal_nesterov_has_a_better_rate(J: NesterovOptimal):
    return rho(J) <= 1 - 2 / J.q


@true
def simultaneous_steps_diverge_on_bilinear_games(C: Rectangular("m", "n"), alpha: Real(above=0)):
    return rho(GradientDescentAscent(zeros("n"), zeros("m"), C, alpha, alpha)) >= 1


@false
def convex_concave_games_contract(J: GradientDescentAscent):
    assume(psd(J.H_x))
    assume(psd(J.H_y))
    assume(rho(J) < 1)
    return norm(J) <= 1


@false
def alternating_steps_contract(C: Rectangular("m", "n"), alpha: Real(above=0)):
    assume(alpha * norm(C) <= 2)
    return norm(AlternatingGradientDescentAscent(zeros("n"), zeros("m"), C, alpha, alpha)) <= 1


@true
def extragradient_contracts_with_short_steps(J: Extragradient):
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= 1)
    return norm(J) <= 1


@false
def extragradient_contracts_with_longer_steps(J: Extragradient):
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= 2)
    return norm(J) <= 1


@true
def optimistic_steps_do_not_diverge(J: Optimistic):
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= Rational(1, 2))
    return rho(J) <= 1


@false
def longer_optimistic_steps_do_not_diverge(J: Optimistic):
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= 1)
    return rho(J) <= 1


@true
def two_time_scales_have_a_norm_of_at_least_their_radius(J: TwoTimeScale):
    assume(rho(J) < 1)
    return norm(J) >= rho(J)


@false
def two_time_scales_contract(J: TwoTimeScale):
    assume(rho(J) < 1)
    return norm(J) <= 1


@true
def admm_does_not_diverge(J: ADMM):
    return rho(J) <= 1


@false
def admm_contracts(J: ADMM):
    return norm(J) <= 1


@false
def lagged_hypergradients_contract(J: LaggedHypergradients):
    assume(rho(J) < 1)
    return norm(J) <= 1


@true
def upwind_is_stable_up_to_courant_number_one(J: Upwind):
    assume(J.nu <= 1)
    return norm(J) <= 1


@false
def upwind_is_stable_where_its_eigenvalues_are(J: Upwind):
    assume(J.nu < 2)
    return norm(J) <= 2


@true
def diffusion_makes_explicit_steps_stable(J: ConvectionDiffusion):
    assume(J.courant**2 <= 2 * J.diffusion)
    assume(J.diffusion <= Rational(1, 2))
    return norm(J) <= 1


@false
def stable_eigenvalues_make_explicit_steps_stable(J: ConvectionDiffusion):
    assume(rho(J) < 1)
    return norm(J) <= 1


@true
def roots_lie_in_a_disc_of_cauchys(J: LinearRecurrence):
    return rho(J) <= Max(1, Abs(J.a_0) + (J.n - 1) * norm(J.a))


@false
def roots_lie_in_a_smaller_disc(J: LinearRecurrence):
    return rho(J) <= Abs(J.a_0) + norm(J.a)


# Of which quantities take longest next to where a hypothesis fails, and those of many parts.
SLOW = {
    "stable_heavy_ball_never_amplifies",
    "optimal_heavy_ball_grows_less",
    "convex_concave_games_contract",
    "two_time_scales_contract",
    "lagged_hypergradients_contract",
}


def cases(statements: list[Statement]) -> list[Any]:
    slow = pytest.mark.slow
    return [pytest.param(x, id=x.id, marks=[slow] if x.id in SLOW else []) for x in statements]


def trials(statement: Statement) -> Any:
    return run_trials(statement, 20, 0, QuantityCache(), 30.0)


@pytest.mark.parametrize("statement", cases(TRUE))
def test_what_is_true_is_decided_on_twenty_instances(statement: Statement) -> None:
    found = trials(statement)
    assert not found.fault and not found.violations
    assert found.decided >= 20


@pytest.mark.parametrize("statement", cases(FALSE))
def test_what_is_false_is_violated(statement: Statement) -> None:
    found = trials(statement)
    assert not found.fault and found.violations


def about(name: str) -> Statement:
    def positive(J):
        return rho(J) >= 0

    positive.__annotations__ = {"J": getattr(families, name)}
    made: Statement = theorem(source="an example")(positive)
    return made


@pytest.mark.parametrize("name", families.__all__)
def test_every_freedom_of_the_parts_occurs_among_the_first_twenty(name: str) -> None:
    recipe = Recipe(about(name))
    drawn = list(islice(recipe.bindings(0), 20))
    for part in recipe.matrices:
        free: dict[str, bool] = {}
        for binding in drawn:
            kind = concrete(part, binding)
            for freedom in freedoms_of(kind):
                shown = freedom.shown_by(binding.matrices[part.name])
                free[freedom.name] = free.get(freedom.name, False) or shown
        assert [x for x, shown in free.items() if not shown] == []
    for size in recipe.sizes:
        assert len({binding.size(size) for binding in drawn}) >= 3


def hypotheses_of_rare_members() -> Statement:
    @theorem(source="an example")
    def rare(J: LaggedHypergradients):
        assume(rho(J) < 1)
        assume(J.alpha * norm(J.P) >= Rational(1, 2))
        return norm(J) >= 0

    return rare


def test_members_that_satisfy_rare_hypotheses_are_found() -> None:
    rare = hypotheses_of_rare_members()
    found = list(islice(screened(rare, 0), 20))
    assert len({str(x) for x in found}) >= 10
    assert len({x.widest for x in found}) >= 3
    for binding in found:
        assert objection(rare.parts, binding) is None
        ((_, stack),) = stacked(rare, [binding])
        assert margins(rare, stack).relevant.all()
    again = list(islice(screened(rare, 0), 20))
    assert list(map(str, found)) == list(map(str, again))
    assert list(map(str, found)) != list(map(str, islice(screened(rare, 1), 20)))


def test_they_come_after_those_that_are_drawn_from_the_whole_class() -> None:
    rare = hypotheses_of_rare_members()
    drawn = list(map(str, islice(bindings(rare, 0), 40)))
    # numbers are drawn between bounds that are assumed, matrices as from the whole class
    whole = [str(x).partition(",")[0] for x in islice(Recipe(rare).bindings(0), 20)]
    assert [text.partition(",")[0] for text in drawn[:20]] == whole
    found = str(next(screened(rare, 0)))
    assert found not in drawn[:20]
    assert found in drawn[20:]


def test_hypotheses_that_are_equations_are_not_looked_for() -> None:
    @theorem(source="an example")
    def still(J: HeavyBall):
        assume(Eq(J.mu, J.L))
        assume(rho(J) < 1)
        return norm(J) >= 0

    assert [str(x) for x in inequalities(still)] == ["rho(J) < 1"]


def test_members_of_one_stack_have_one_size() -> None:
    """The number of points is a size that only constants have: no part is as large."""

    @theorem(source="an example")
    def short(J: Upwind):
        return frobenius(J) <= 1 + J.nu

    assert short.size_numbers == {"J.points"}
    drawn = list(islice(bindings(short, 0), 20))
    assert len({int(x.parameters["J.points"].p) for x in drawn}) >= 3
    for places, stack in stacked(short, drawn):
        together = margins(short, stack).conclusion
        alone = [
            margins(short, single).conclusion[0]
            for place in places
            for _, single in stacked(short, [drawn[place]])
        ]
        assert together == pytest.approx(alone)


def test_a_family_whose_assumptions_contradict_each_other_is_never_supported(tmp_path: Any) -> None:
    @family
    def Nothing(A: Square("n")):
        assume(norm(A) < 1)
        assume(rho(A) > 2)
        return A

    @theorem(source="an example")
    def claim(J: Nothing):
        return norm(J) <= 1

    report = verify(claim, instances=3, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED
    assert report.reason == "no instance was found that satisfies the hypotheses"


def test_options_that_leave_no_room_are_named(tmp_path: Any) -> None:
    @theorem(source="an example")
    def claim(
        H: Symmetric("n", spectrum=("mu", None), norm="g"),
        mu: Real(at_least=2),
        g: Real(at_least=0, at_most=1),
    ):
        return norm(H) <= 1

    report = verify(claim, instances=3, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED
    assert report.reason.startswith("there is no instance: H: its eigenvalues lie in [")
