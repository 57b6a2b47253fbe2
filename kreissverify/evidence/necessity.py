"""Which hypotheses of a statement are needed: each is dropped in turn.

Instances on which one hypothesis fails, and all the others hold, are decided against the
conclusion. If one violates it, the hypothesis is needed, and a certificate of that instance shows
it. If none does, it is reported as not needed on as many instances: no proof that it can go, but a
reason to try.

Each `assume` is dropped; of a class, the symmetry of the diagonal blocks and B = 0. (γ < 1 and
the domains of parameters stay: without them the quantities themselves are not defined.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import sympy

from kreissverify.evidence.counterexamples.certify import NotCertified
from kreissverify.evidence.counterexamples.shortest import counterexample
from kreissverify.evidence.evaluation.instance_record import InstanceRecord
from kreissverify.evidence.kinds import DroppedHypothesis
from kreissverify.evidence.sampling.rounding import height
from kreissverify.evidence.sampling.trials import Trials, run_trials
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.expressions.evaluation.enclosure_arithmetic import QuantityCache
from kreissverify.matrices import Quantifier
from kreissverify.matrices.symbolic import SymbolicMatrix
from kreissverify.theorems import Statement, expression_text

__all__ = ["necessity"]

# Instances for each hypothesis. A hypothesis that is needed mostly shows it on the first ones, and
# for one that is not, forty are a hint, as more would be.
_MOST_INSTANCES = 40
# Rough seconds of work (see `system.work`) for each hypothesis, and again for the certificate of a
# violated instance: a statement has up to half a dozen of them, and this is on top of its trials.
_BUDGET = 10.0


@dataclass(frozen=True)
class _Weakened:
    """A statement without one hypothesis.

    Attributes
    ----------
    dropped
        The hypothesis, as a reader calls it.
    statement
        The statement on the instances where that hypothesis fails; for a hypothesis of the class,
        on the larger class, of which only the instances in `among` are looked at.
    is_symmetry
        Whether the hypothesis is the symmetry of diagonal blocks.
    """

    dropped: str
    statement: Statement
    among: Callable[[Binding], bool] = lambda binding: True
    is_symmetry: bool = False


def necessity(
    statement: Statement, instances: int, seed: int, certificates: Path, cache: QuantityCache
) -> Iterator[DroppedHypothesis]:
    """Yield for each hypothesis whether it is needed.

    Parameters
    ----------
    statement
        A statement that is not refuted.
    instances
        How many instances are to be decided for each hypothesis, at most 40.
    seed, certificates, cache
        See `verify`.

    Yields
    ------
    DroppedHypothesis
        What was decided without it, for each `assume` in turn, then for those of the class.
    """
    for weakened in _weakenings(statement):
        number = min(instances, _MOST_INSTANCES)
        trials = run_trials(weakened.statement, number, seed, cache, _BUDGET, weakened.among)
        dropped = DroppedHypothesis(
            hypothesis=weakened.dropped,
            holds=trials.holds,
            violated=len(trials.violations),
            left_open=trials.indeterminate,
            fault=trials.fault,
            is_about_norms=weakened.is_symmetry and _only_of_norms(weakened.statement),
        )
        yield _shown(dropped, weakened, trials, certificates) if trials.violations else dropped


def _shown(
    dropped: DroppedHypothesis, weakened: _Weakened, trials: Trials, certificates: Path
) -> DroppedHypothesis:
    """Add an instance that needs the hypothesis, with its certificate if one can be made."""
    statement, violations = weakened.statement, trials.violations
    try:
        found = counterexample(statement, violations, certificates, weakened.among, _BUDGET)
    except NotCertified as error:  # decided rigorously all the same
        shortest = error.violation or min(violations, key=height)
        violation = InstanceRecord.of(shortest)
        return replace(dropped, violation=violation, not_certified=str(error))
    violation = InstanceRecord.of(found.binding)
    return replace(dropped, violation=violation, certificate=found.certificate)


def _weakenings(statement: Statement) -> Iterator[_Weakened]:
    for k, hypothesis in enumerate(statement.hypotheses):
        others = statement.hypotheses[:k] + statement.hypotheses[k + 1 :]
        without = replace(
            statement,
            id=f"{statement.id}.without.{k + 1}",
            hypotheses=(*others, sympy.Not(hypothesis)),
        )
        yield _Weakened(expression_text(hypothesis), without)
    for name, of in statement.quantified:
        if isinstance(of, Quantifier):
            yield from _of_class(statement, name, of)


def _of_class(statement: Statement, name: str, of: Quantifier) -> Iterator[_Weakened]:
    """Yield the statement on larger classes than one of its coupled matrices is of."""
    # the ids of statements about one matrix seed their draws: they must not change
    alone = statement.is_about_one_class
    mark, whose = ("", "") if alone else (f"{name}.", f" of {name}")
    if of.symmetric:
        larger = replace(of, symmetric=False)
        without = _over(statement, name, larger, f"{mark}symmetry")
        dropped = f"the symmetry of the diagonal blocks{whose}"
        yield _Weakened(dropped, without, partial(_is_asymmetric, name), is_symmetry=True)
    restriction, without_it = of.structure.restriction, of.larger
    if restriction is not None and without_it is not None:
        without = _over(statement, name, without_it, mark + restriction.name)
        yield _Weakened(f"{restriction.text}{whose}", without, partial(_is_outside, name, of))


def _over(statement: Statement, variable: str, larger: Quantifier, name: str) -> Statement:
    """Return the statement for every J of a larger class."""
    quantified = tuple(
        (known, larger if known == variable else of) for known, of in statement.quantified
    )
    return replace(statement, id=f"{statement.id}.without.{name}", quantified=quantified)


def _only_of_norms(statement: Statement) -> bool:
    """Say whether a statement has no matrix but T and its parts, which depend on norms alone."""
    conditions = (*statement.hypotheses, statement.conclusion)
    matrices = set().union(*(x.atoms(SymbolicMatrix) for x in conditions))
    return all("comparison" in x.path for x in matrices)


def _is_asymmetric(name: str, binding: Binding) -> bool:
    J = binding.coupled[name]
    blocks = (J.block(i, i) for i in range(J.m))
    return any(block != block.transpose() for block in blocks)


def _is_outside(name: str, of: Quantifier, binding: Binding) -> bool:
    return of.matrix_class.objection(binding.coupled[name]) is not None
