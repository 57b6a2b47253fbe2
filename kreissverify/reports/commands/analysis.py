"""Everything about one coupled Jacobian: blocks, thresholds, bounds beside measured values."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kreissverify.matrices import Matrix, SelfReferential
from kreissverify.numbers.enclosure import Enclosure, less, less_equal
from kreissverify.numbers.rational import rational_string
from kreissverify.numbers.three_valued import Outcome
from kreissverify.reports.commands.bounds import BOUNDS, Bound, coupling_is_subcritical
from kreissverify.reports.commands.measured import (
    Measured,
    measure,
    measured_record,
    print_measured,
    print_remarks,
    value_table,
)
from kreissverify.reports.render.enclosures import enclosure_record, value_text

__all__ = [
    "Analysis",
    "Comparison",
    "analysis_record",
    "analyze",
    "print_analysis",
]


@dataclass(frozen=True)
class Comparison:
    """A bound beside the measured value: `outcome` says whether measured <= bound."""

    bound: Bound
    value: Enclosure | None
    outcome: Outcome
    why_not: str | None


@dataclass(frozen=True)
class Analysis:
    """What was found out about one Jacobian; measured in another norm, nothing is compared."""

    jacobian: SelfReferential
    measured: Measured
    comparisons: tuple[Comparison, ...]


def analyze(
    matrix: Matrix,
    split: int,
    *,
    symmetric: bool = True,
    rtol: float = 1e-6,
    weight: Matrix | None = None,
) -> Analysis:
    """Cut a matrix after `split` rows, measure it rigorously and compare with the bounds.

    Parameters
    ----------
    matrix
        The matrix.
    split
        Rows of the first block.
    symmetric
        Whether the diagonal blocks have to be symmetric.
    rtol
        The relative width asked of each quantity.
    weight
        P of the norm |x|² = x*Px to measure in.

    Returns
    -------
    Analysis
        What was found out; a quantity that is refused has its reason.

    Raises
    ------
    InvalidMatrix
        If the cut does not give a member of `SelfReferential`.
    """
    jacobian = SelfReferential.split(matrix, (split, matrix.n - split), symmetric=symmetric)
    measured = measure(matrix, rtol=rtol, weight=weight, blocks=jacobian)
    bounds = BOUNDS if weight is None else ()  # which are of the Euclidean norm
    comparisons = tuple(_compare(jacobian, bound, measured.values) for bound in bounds)
    return Analysis(jacobian, measured, comparisons)


def _compare(J: SelfReferential, bound: Bound, measured: dict[str, Enclosure]) -> Comparison:
    why_not = bound.applies(J)
    if why_not is not None:
        return Comparison(bound, None, Outcome.INDETERMINATE, why_not)
    value = bound.value(J)
    # refused: the bound has its value, and there is nothing to hold against it
    if bound.quantity not in measured:
        return Comparison(bound, value, Outcome.INDETERMINATE, None)
    return Comparison(bound, value, less_equal(measured[bound.quantity], value), None)


def _threshold_lines(J: SelfReferential) -> list[str]:
    two = Enclosure.exactly(2)
    kappa = {
        Outcome.HOLDS: "κ < 2: with B = 0, every such J has K = 1",
        Outcome.VIOLATED: "κ ≥ 2: with B = 0, K can grow up to κ/4 + 1/κ",
        Outcome.INDETERMINATE: "κ is at its threshold 2, to the precision of the norms",
    }[less(J.kappa, two)]
    coupling = {
        Outcome.HOLDS: "bc < (1-γ)²: every J with these γ, b, c is stable",
        Outcome.VIOLATED: "bc ≥ (1-γ)²: some J with these γ, b, c is unstable",
        Outcome.INDETERMINATE: "bc is at its threshold (1-γ)², to the precision of the norms",
    }[coupling_is_subcritical(J)]
    return [kappa, coupling]


def _coefficients(J: SelfReferential) -> dict[str, Enclosure]:
    gamma = Enclosure.exactly(J.gamma)
    coupling = {"γ": gamma, "b": J.b, "c": J.c, "κ": J.kappa, "bc": J.b * J.c}
    return {**coupling, "(1-γ)²": (1 - gamma) ** 2}


#: How an outcome reads: the words carry it without colour.
OUTCOMES = {
    Outcome.HOLDS: ("holds", "green"),
    Outcome.VIOLATED: ("EXCEEDED", "bold red"),
    Outcome.INDETERMINATE: ("not decided", "yellow"),
}


def _bound_table(analysis: Analysis) -> Table:
    table = Table(title="Bounds", title_justify="left", box=None, pad_edge=False)
    for heading in ("bound", "on", "value", "measured", "", "formula"):
        table.add_column(heading, header_style="bold", no_wrap=heading != "formula")
    for row in analysis.comparisons:
        bound = row.bound
        measured = analysis.measured.values.get(bound.quantity)
        text, style = OUTCOMES[row.outcome]
        if row.why_not is not None:
            text, style = f"says nothing: {row.why_not}", "dim"
        table.add_row(
            bound.name,
            bound.quantity,
            "-" if row.value is None else value_text(row.value),
            "refused" if measured is None else value_text(measured),
            Text(text, style=style),
            bound.formula,
        )
    return table


def print_analysis(analysis: Analysis, console: Console, *, quiet: bool = False) -> None:
    """Print an analysis; `quiet` leaves only what is exceeded or refused.

    Parameters
    ----------
    analysis
        What was found out.
    console
        Where it is printed.
    quiet
        Whether all else is left out.
    """
    J = analysis.jacobian
    if not quiet:
        symmetric = "symmetric" if J.symmetric else "not asked to be symmetric"
        console.print(f"{J.n}×{J.n}, blocks {J.sizes[0]} + {J.sizes[1]}, diagonal {symmetric}\n")
        meanings = {"γ": "bound on ρ(A), ρ(D)", "b": "‖B‖", "c": "‖C‖", "κ": "c/(1-γ)"}
        if not analysis.measured.weighted:
            console.print(value_table("Coupling", _coefficients(J), meanings))
            for line in _threshold_lines(J):
                console.print(f"  {line}", highlight=False)
            console.print()
        print_measured(analysis.measured, console)
        if not analysis.measured.weighted:
            console.print()
            console.print(_bound_table(analysis))
    # what is refused or exceeded is said also where all else is left out: nobody may miss it
    print_remarks(analysis.measured, console)
    for row in analysis.comparisons:
        if row.outcome is Outcome.VIOLATED and row.value is not None:
            console.print(Text(_exceeded(analysis, row), style="bold red"), soft_wrap=True)


def _exceeded(analysis: Analysis, row: Comparison) -> str:
    assert row.value is not None
    quantity = row.bound.quantity
    measured = value_text(analysis.measured.values[quantity])
    return f"{quantity} = {measured} exceeds {row.bound.name} = {value_text(row.value)}"


def analysis_record(analysis: Analysis) -> dict[str, object]:
    """Return the JSON record of an analysis."""
    J = analysis.jacobian
    return {
        "sizes": J.sizes,
        "symmetric": J.symmetric,
        "gamma": rational_string(J.gamma),
        "coupling": {name: enclosure_record(x) for name, x in _coefficients(J).items()},
        "thresholds": _threshold_lines(J),
        **measured_record(analysis.measured),
        "bounds": [
            {
                "bound": row.bound.name,
                "quantity": row.bound.quantity,
                "formula": row.bound.formula,
                "value": None if row.value is None else enclosure_record(row.value),
                "outcome": None if row.why_not else row.outcome.name.lower(),
                "does_not_apply": row.why_not,
            }
            for row in analysis.comparisons
        ],
    }
