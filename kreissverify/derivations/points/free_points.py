"""Claims evaluated at random exact points inside their assumptions, in ball arithmetic.

Free variables are drawn as short rationals; a variable that an equation among the premises fixes
is solved for. A point counts only if no premise is false there, and it refutes the claim only if
the claim is certainly false.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sympy
from flint import arb
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.matexpr import MatrixElement

from kreissverify.derivations.points.ball_values import BITS, TINY, Point, Valuation
from kreissverify.derivations.points.drawn_numbers import Range, drawn, ranges
from kreissverify.derivations.terms.formulas import OperatorNorm, conjuncts, least_value, text_of
from kreissverify.derivations.terms.powers import related_powers
from kreissverify.numbers.ball import working_precision
from kreissverify.quantities.symbolic import QuantityExpr

__all__ = ["FEW_POINTS", "MOST_POINTS", "Sample", "sample"]

#: Points drawn for one claim at the most: conditions that hold at one in thirty still give a dozen.
MOST_POINTS = 400
#: Points for a claim that exact arithmetic has shown: they are there to notice that what was
#: multiplied out is not what the step says, and that shows at the first few.
FEW_POINTS = 3
# Points drawn for such a claim, after which a single one is enough: premises that few points meet
# would otherwise cost more than all else.
_FEW_DRAWS = 100
# Empirical: enough for sizes and signs to vary; more would take time at every step.
_WANTED = 12
# Which variable an equation is solved for decides which points are reached: as many ways, chosen at
# random, are gone through. Empirical; few claims have more than two equations among their premises.
_PLANS = 8
_TRUE_POWERS = 1 / 2
_Plan = list[tuple[sympy.Basic, sympy.Eq]]
_VARIABLES = (sympy.Symbol, QuantityExpr, OperatorNorm, MatrixElement)


@dataclass(frozen=True)
class Sample:
    """How many points were tried successfully, and one where the claim is false, if any."""

    count: int
    counterexample: Mapping[str, str] | None = None


def sample(
    premises: Sequence[Boolean],
    claim: Boolean,
    seed: int = 0,
    wanted: int = _WANTED,
    most: int = MOST_POINTS,
) -> Sample:
    """Evaluate a claim at random points that satisfy the premises.

    Parameters
    ----------
    premises, claim
        Conditions over the reals.
    seed
        Equal seeds draw equal points.
    wanted
        At how many points where it is true to stop; no more than a hundred are drawn if few are
        wanted and one was found.
    most
        How many points are drawn at the most.
    """
    parts = conjuncts(premises)
    variables = sorted(_variables([*parts, claim]), key=text_of)
    equations = [p for p in parts if isinstance(p, sympy.Eq)]
    bounds = {x: least for x in variables if (least := least_value(x)) is not None}
    places = ranges(parts, variables)
    generator = random.Random(seed)
    plans = [_plan(equations, generator) for _ in range(_PLANS)]
    count = 0
    with working_precision(BITS):
        for number in range(most):
            if count and number >= _FEW_DRAWS and wanted == FEW_POINTS:
                break
            point = _drawn(plans[number % _PLANS], places, generator)
            # No quantity is below what its values are: the solvers know that also.
            if point is None or not all(point[x] >= least for x, least in bounds.items()):
                continue
            values = Valuation(point)
            # Every premise is certainly true, or the point says nothing of the claim.
            failed = next((i for i, p in enumerate(parts) if values.truth(p) is not True), None)
            if failed is not None:
                # the one that fails is asked first from now on: it may fail at most points
                parts.insert(0, parts.pop(failed))
                continue
            truth = values.truth(claim)
            if truth is False:
                shown = {str(x): v.mid().str(8, radius=False) for x, v in point.items()}
                return Sample(count, shown)
            count += truth is True
            if count == wanted:
                break
    return Sample(count)


def _plan(equations: Sequence[sympy.Eq], generator: random.Random) -> _Plan:
    """Return variables with the equations to compute them from, chosen at random."""
    shuffled = list(equations)
    generator.shuffle(shuffled)
    return _solved_for(shuffled, generator)


def _drawn(
    plan: _Plan, places: Mapping[sympy.Basic, Range], generator: random.Random
) -> Point | None:
    """Return a point on which the equations of a plan hold, if they can be solved."""
    solved = {x for x, _ in plan}
    point: Point = {x: arb(drawn(of, generator)) for x, of in places.items() if x not in solved}
    try:
        for variable, equation in plan:
            point[variable] = _solution(variable, equation, point, generator)
        _make_lawful(point, solved, generator)
    except (ValueError, ZeroDivisionError, KeyError):
        return None
    return point


def _make_lawful(point: Point, fixed: Collection[sympy.Basic], generator: random.Random) -> None:
    """Let powers at a point obey what the solvers know: their signs, and γᵗ⁺¹ = γ·γᵗ.

    At one point in two, those to an integer are what they are: premises such as (1+u)ᵐ ≥ 1 + mu
    would hold of few numbers that are drawn.

    Raises
    ------
    ValueError
        If an equation has fixed a power to another value.
    """
    powers = sorted((x for x in point if x.is_Pow), key=text_of)
    true_ones = bool(powers) and generator.random() < _TRUE_POWERS
    for power in powers:
        values = Valuation({x: value for x, value in point.items() if x != power})
        if true_ones and values.number(power.exp).unique_fmpz() is not None:
            value = values.number(power)
        else:
            value = _lawful(power, values.number(power.base), point[power])
        if power in fixed and not abs(value - point[power]) < TINY:
            raise ValueError(f"{power} is another number")
        point[power] = value
    for number, power in enumerate(powers):
        for low, high, shift in related_powers(power, powers[:number]):
            value = Valuation(point).number(low.base) ** shift * point[low]
            if high in fixed and not abs(value - point[high]) < TINY:
                raise ValueError(f"{high} is another number")
            point[high] = value


def _lawful(power: sympy.Pow, base: arb, drawn: arb) -> arb:
    """Return a value that a power may have: what was drawn if it may be that."""
    value = drawn
    if base >= 0 and value < 0:
        value = -value
    if base > 0 and value == 0:
        value = arb(1)
    if power.exp.is_nonnegative and ((base >= 1 and value < 1) or (0 < base <= 1 < value)):
        value = 1 / value
    if base == 0 and power.exp.is_nonnegative:
        value = min(value, arb(1))
    return value


def _solved_for(equations: Sequence[sympy.Eq], generator: random.Random) -> _Plan:
    """Return which variable to compute from which equation, in an order in which that is possible.

    It is the one that the equation defines, or else any other; equations that are left over are
    checked, like every premise.
    """
    targets: dict[sympy.Basic, sympy.Eq] = {}
    others = []
    for equation in equations:
        defined = _defined(equation)
        trial = {**targets, defined: equation} if defined is not None else targets
        if defined is None or defined in targets or _ordered(trial) is None:
            others.append(equation)
        else:
            targets = trial
    # A definition of a variable comes first, as it needs no equation to be solved.
    for equation in others:
        free = sorted(_known_variables(equation) - targets.keys(), key=text_of)
        # A quantity before a parameter: a value drawn for K(J) would seldom fit the parameters.
        generator.shuffle(free)
        free.sort(key=lambda x: not isinstance(x, QuantityExpr))
        chosen = next((x for x in free if _is_solvable(x, equation)), None)
        if chosen is not None:
            trial = {**targets, chosen: equation}
            targets = targets if _ordered(trial) is None else trial
    return _ordered(targets) or []


def _ordered(targets: dict[sympy.Basic, sympy.Eq]) -> _Plan | None:
    """Return the targets in an order of computation; None if they depend on each other."""
    open_ = dict(targets)
    order: _Plan = []
    while open_:
        ready = [x for x, e in open_.items() if not (_known_variables(e) - {x}) & open_.keys()]
        if not ready:
            return None
        order += [(x, open_.pop(x)) for x in ready]
    return order


@cache
def _defined(equation: sympy.Eq) -> sympy.Basic | None:
    """Return the variable that stands alone on one side of an equation, if there is one."""
    for x, other in ((equation.lhs, equation.rhs), (equation.rhs, equation.lhs)):
        if isinstance(x, _VARIABLES) and x not in _known_variables(other):
            return x
    return None


@cache
def _known_variables(term: sympy.Basic) -> frozenset[sympy.Basic]:
    return frozenset(_variables([term]))


def _solution(
    variable: sympy.Basic, equation: sympy.Eq, point: Point, generator: random.Random
) -> arb:
    """Return a value of a variable that solves an equation of degree one or two in it."""
    for x, other in ((equation.lhs, equation.rhs), (equation.rhs, equation.lhs)):
        if x == variable and variable not in _known_variables(other):
            return Valuation(point).number(other)
    values = Valuation(point)
    coefficients = [values.number(a) for a in _coefficients(variable, equation) or ()]
    if len(coefficients) == 2:
        return -coefficients[1] / coefficients[0]
    a, b, c = coefficients
    root = (b * b - 4 * a * c).sqrt()
    if not root.is_finite():
        raise ValueError
    return (-b + generator.choice([1, -1]) * root) / (2 * a)


def _is_solvable(variable: sympy.Basic, equation: sympy.Eq) -> bool:
    """Say whether an equation has degree one or two in a variable: what the library needs."""
    return 2 <= len(_coefficients(variable, equation) or ()) <= 3


@cache
def _coefficients(variable: sympy.Basic, equation: sympy.Eq) -> tuple[sympy.Expr, ...] | None:
    """Return the coefficients of an equation, its denominators cleared, as a polynomial.

    None if it is none, such as √x = 1: an answer that is kept, as each draw asks for it.
    """
    x = sympy.Dummy("x")
    gap = (equation.lhs - equation.rhs).xreplace({variable: x})
    numerator = sympy.together(gap).as_numer_denom()[0]
    try:
        return tuple(sympy.Poly(numerator, x).all_coeffs())
    except sympy.PolynomialError:
        return None


def _variables(conditions: Sequence[sympy.Basic]) -> set[sympy.Basic]:
    found: set[sympy.Basic] = set()
    for node in _nodes(conditions):
        if isinstance(node, _VARIABLES):
            found.add(node)
        elif isinstance(node, sympy.Pow) and node.exp.is_integer and not node.exp.is_Integer:
            found.add(node)  # γᵗ: a number of its own, as it is to the solvers
    return found


def _nodes(conditions: Sequence[sympy.Basic]) -> Iterator[sympy.Basic]:
    for condition in conditions:
        yield condition
        if not isinstance(condition, _VARIABLES):
            yield from _nodes(condition.args)
