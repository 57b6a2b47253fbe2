"""Statements of one library that cannot both hold, shown on a common instance.

On an instance the quantities are taken as unknown real numbers, and every other number is exact.
A conclusion then asks for bounds: l ≤ Q or Q ≤ u, with Q a quantity, or a combination such as
H - K². If the hypotheses of two statements hold there, and one asks for Q ≥ l, the other for Q ≤ u,
and l > u exactly, then one of the two is false, whatever the value of Q is.

Quantities of equal matrices are the same unknown: at J = T, a bound on K(J) meets one on K(T).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import sympy

from kreissverify.evidence.common_instances import common_instances
from kreissverify.evidence.counterexamples.shrink import simplicity
from kreissverify.evidence.evaluation.decide import decide, hypotheses_hold
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.excluding_kinds import may_exclude, relations
from kreissverify.evidence.verdict import InternalContradiction, TheoremReport, Verdict
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.expressions.evaluation.evaluator import Evaluator, UnknownTerm
from kreissverify.expressions.evaluation.exact_arithmetic import ExactArithmetic
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.radicals import NotRadical, sign
from kreissverify.numbers.three_valued import Outcome
from kreissverify.theorems import Statement, expression_text

__all__ = ["Asked", "Contradiction", "contradictions", "refuse_two_proofs"]

_LONGEST = 24  # characters; a longer number is shown by its first digits
# Gaps below this, by floats of eight digits, are negative for certain and need no exact sign.
_NEGATIVE = -1e-6


@dataclass(frozen=True)
class Asked:
    """What a statement asks for on an instance: a form in quantities, to be at most, or at least,
    a value, such as ``K(T) ≥ 9``."""

    form: str
    relation: str
    value: str

    def __str__(self) -> str:
        return f"{self.form} {self.relation} {self.value}"


@dataclass(frozen=True)
class Contradiction:
    """Two statements that exclude each other.

    Attributes
    ----------
    statements
        Their ids: the one with the lower bound, the one with the upper bound.
    asked
        What each asks for on the common instance, such as ``K(T) ≥ 9`` and ``K(T) ≤ 8``.
    instance
        The common instance, with the values of the parameters of both.
    fails
        Which of the two fail on that instance, as far as that could be decided there.
    """

    statements: tuple[str, str]
    asked: tuple[Asked, Asked]
    instance: InstanceRecord
    fails: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of this in a line."""
        lower, upper = self.asked
        # the forms may be written differently, such as K(J) and K(T) at J = T
        at = "at" if lower.form == upper.form else "the same number at"
        text = f"{self.statements[0]} and {self.statements[1]} cannot both hold: "
        text += f"{lower} and {upper} {at} {self.instance}"
        return text + (f" ({' and '.join(self.fails)} fails there)" if self.fails else "")


@dataclass(frozen=True)
class _Bound:
    """What a statement asks of `form`: to be at most, or at least, `value`."""

    statement: Statement
    binding: Binding
    form: sympy.Expr
    is_upper: bool
    value: sympy.Expr
    strict: bool

    def asked(self) -> Asked:
        """Return it with the quantities by their names."""
        evaluator: Evaluator[sympy.Expr, Outcome] = Evaluator(
            ExactArithmetic(self.binding, values=False)
        )
        names = {
            evaluator.number(atom): sympy.Symbol(expression_text(atom))
            for atom in self.statement.atoms()
        }
        relation = {(True, True): "<", (True, False): "≤", (False, True): ">", (False, False): "≥"}
        form = str(self.form.subs(names))
        return Asked(form, relation[self.is_upper, self.strict], _short(self.value))


def _short(value: sympy.Expr) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"about {sympy.N(value, 6)}"


def contradictions(statements: Sequence[Statement], seed: int = 0) -> tuple[Contradiction, ...]:
    """Return each pair of statements that cannot both hold, with the shortest instance found.

    Parameters
    ----------
    statements
        The statements of a library.
    seed
        The seed of the instances that are looked at.
    """
    if len(statements) < 2:  # a pair is looked for: no instance need be drawn
        return ()
    found: dict[frozenset[str], tuple[_Bound, _Bound]] = {}
    cache = QuantityCache()
    for bindings in common_instances(statements, seed):
        asked = may_exclude(tuple(s for s, _ in bindings))
        bounds = [b for s, x in bindings if s.id in asked for b in _bounds(s, x, cache)]
        for lower, upper in _excluding(bounds):
            pair = frozenset((lower.statement.id, upper.statement.id))
            known = found.get(pair)
            # a statement that excludes itself is a refuted one, which `verify` says better
            if len(pair) == 2 and (known is None or _length(lower) < _length(known[0])):
                found[pair] = lower, upper
    shown = [_shown(lower, upper, cache) for lower, upper in found.values()]
    place = {s.id: k for k, s in enumerate(statements)}
    return tuple(sorted(shown, key=lambda x: [place[id] for id in x.statements]))


def _length(bound: _Bound) -> tuple[int, ...]:
    return simplicity(bound.binding)


def refuse_two_proofs(found: Sequence[Contradiction], reports: Sequence[TheoremReport]) -> None:
    """Make sure that no two statements that exclude each other are both proved.

    Raises
    ------
    InternalContradiction
        If there are such: one of the two proofs is wrong, or the comparison is.
    """
    proved = {report.id for report in reports if report.verdict is Verdict.PROVED}
    for each in found:
        if proved.issuperset(each.statements):
            raise InternalContradiction(f"both are proved, but {each.text}")


def _bounds(statement: Statement, binding: Binding, cache: QuantityCache) -> Iterator[_Bound]:
    arithmetic = ExactArithmetic(binding, values=False)
    evaluator: Evaluator[sympy.Expr, Outcome] = Evaluator(arithmetic)
    asked = list(
        chain.from_iterable(_asked(r, evaluator, arithmetic) for r in relations(statement))
    )
    # the hypotheses last, as they cost most
    if not asked or hypotheses_hold(statement, binding, cache) is not Outcome.HOLDS:
        return
    for form, is_upper, value, strict in asked:
        yield _Bound(statement, binding, form, is_upper, value, strict)


_Request = tuple[sympy.Expr, bool, sympy.Expr, bool]


def _asked(
    relation: tuple[sympy.Expr, sympy.Expr, bool],
    evaluator: Evaluator[sympy.Expr, Outcome],
    arithmetic: ExactArithmetic,
) -> Iterator[_Request]:
    """Yield the bound that small ≤ large comes to: a form in the unknowns, its side, the value."""
    small, large, strict = relation
    try:
        minus = arithmetic.multiply([sympy.S.NegativeOne, evaluator.number(large)])
        difference = sympy.expand(arithmetic.add([evaluator.number(small), minus]))
        if not difference.free_symbols:
            return
        constant, form = difference.as_independent(*difference.free_symbols, as_Add=True)
        # scaled by its first term, so that 2Q ≤ 2u and Q ≤ u are bounds on one form
        first = min(sympy.Add.make_args(form), key=sympy.default_sort_key)
        scale, _ = first.as_independent(*difference.free_symbols, as_Add=False)
        is_upper = sign(scale) > 0
    except (NotRadical, UnknownTerm, Refused, OverflowError):
        return  # not in exact numbers, or infinite: nothing can be said of it here
    yield sympy.expand(form / scale), is_upper, -constant / scale, strict


def _excluding(bounds: Sequence[_Bound]) -> Iterator[tuple[_Bound, _Bound]]:
    """Yield the pairs (lower, upper) on one form with lower > upper."""
    for lower in (x for x in bounds if not x.is_upper):
        for upper in (x for x in bounds if x.is_upper and x.form == lower.form):
            gap = lower.value - upper.value
            try:
                excess = sign(gap) if sympy.N(gap, 8) > _NEGATIVE else -1
            except NotRadical:
                continue
            if excess > 0 or (excess == 0 and (lower.strict or upper.strict)):
                yield lower, upper


def _shown(lower: _Bound, upper: _Bound, cache: QuantityCache) -> Contradiction:
    fails = tuple(
        bound.statement.id
        for bound in (lower, upper)
        if decide(bound.statement, bound.binding, cache).outcome is Outcome.VIOLATED
    )
    common = lower.binding
    if common.is_of_one_class and upper.binding.is_of_one_class:
        parameters = {**common.parameters, **upper.binding.parameters}
        common = Binding.of(common.variable, common.instance, parameters)
    return Contradiction(
        (lower.statement.id, upper.statement.id),
        (lower.asked(), upper.asked()),
        InstanceRecord.of(common),
        fails,
    )
