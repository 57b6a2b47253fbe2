"""Everything about one flow x' = Jx with two blocks: abscissae, coupling, quantities, a bound."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq_mat
from rich.console import Console
from rich.text import Text

from kreissverify.matrices import Matrix
from kreissverify.matrices.block_assembly import cut
from kreissverify.numbers.decimals import end_text
from kreissverify.numbers.enclosure import Enclosure, less_equal
from kreissverify.numbers.spectral_norm import spectral_norm
from kreissverify.numbers.three_valued import Outcome
from kreissverify.quantities import enclose, registry
from kreissverify.reports.commands.measured import (
    Measured,
    measure,
    measured_record,
    print_measured,
    print_remarks,
    value_table,
)
from kreissverify.reports.render.enclosures import enclosure_record

__all__ = ["FlowAnalysis", "analyze_flow", "flow_record", "print_flow"]


@dataclass(frozen=True)
class FlowAnalysis:
    """What was found out about one flow.

    Attributes
    ----------
    sizes
        The rows of both blocks.
    coupling
        μ_A = -ω(A), μ_D = -ω(D), b = ‖B‖ and c = ‖C‖.
    measured
        The quantities.
    worst
        The largest K_c of a flow with this coupling; None where μ_A or μ_D may not be positive, or
        some such flow is unstable.
    """

    sizes: tuple[int, int]
    coupling: dict[str, Enclosure]
    measured: Measured
    worst: Enclosure | None


def analyze_flow(
    matrix: Matrix, split: int, *, rtol: float = 1e-6, weight: Matrix | None = None
) -> FlowAnalysis:
    """Cut a real matrix after `split` rows and measure it rigorously as a flow.

    Parameters
    ----------
    matrix
        J = [[A, B], [C, D]], real.
    split
        The rows of A.
    rtol
        The relative width asked of each quantity.
    weight
        P of the norm |x|² = x*Px to measure in.

    Raises
    ------
    InvalidMatrix
        If the matrix is complex.
    """
    (A, B), (C, D) = cut(matrix.exact, (split, matrix.n - split))
    omega = registry()["numerical_abscissa"]
    zero = Enclosure.exactly(0)
    coupling = {
        "μ_A": zero - enclose(omega, A, rtol=rtol),
        "μ_D": zero - enclose(omega, D, rtol=rtol),
        "b": spectral_norm(B),
        "c": spectral_norm(C),
    }
    worst = _worst(coupling) if weight is None else None
    measured = measure(matrix, continuous=True, rtol=rtol, weight=weight)
    return FlowAnalysis((split, matrix.n - split), coupling, measured, worst)


def _worst(coupling: dict[str, Enclosure]) -> Enclosure | None:
    """Return K_c of the Metzler comparison matrix T, which K_c of no flow of this coupling exceeds.

    ‖R_ij‖ ≤ (xI-T)⁻¹_ij block by block on Re z = x, with T = [[-μ_A, b], [c, -μ_D]].
    """
    if not all(x.is_finite for x in coupling.values()):
        return None
    ends = {name: x._finite_ends() for name, x in coupling.items()}
    first, second = ends["μ_A"][0], ends["μ_D"][0]
    if not (first > 0 and second > 0):
        return None
    # T grows with b and c and as μ falls, and K_c of a Metzler matrix with its entries
    entries = [-first, ends["b"][1], ends["c"][1], -second]
    worst = enclose(registry()["K_c"], fmpq_mat(2, 2, entries))
    return Enclosure.between(1, worst.upper.value) if worst.is_finite else None


def _bound_text(analysis: FlowAnalysis) -> tuple[str, str]:
    """Return what the coupling says of K_c, and its style."""
    if analysis.worst is None:
        return (
            "the coupling bounds nothing: μ_A, μ_D > 0 and bc < μ_A·μ_D would be needed",
            "dim",
        )
    bound = end_text(analysis.worst.upper.value, 7, up=True)
    outcome = Outcome.INDETERMINATE
    if "K_c" in analysis.measured.values:
        limit = Enclosure.exactly(analysis.worst.upper.value)
        outcome = less_equal(analysis.measured.values["K_c"], limit)
    text = f"K_c <= {bound} for every flow with this μ_A, μ_D, b, c (comparison matrix)"
    if outcome is Outcome.VIOLATED:
        return f"EXCEEDED: {text}", "bold red"
    return text, ""


def print_flow(analysis: FlowAnalysis, console: Console, *, quiet: bool = False) -> None:
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
    text, style = _bound_text(analysis)
    if not quiet:
        first, second = analysis.sizes
        size = first + second
        console.print(f"{size}×{size}, blocks {first} + {second}, the flow x' = Jx\n")
        meanings = {"μ_A": "-ω(A)", "μ_D": "-ω(D)", "b": "‖B‖", "c": "‖C‖"}
        if not analysis.measured.weighted:
            console.print(value_table("Coupling", analysis.coupling, meanings))
            console.print(Text(f"  {text}", style=style), soft_wrap=True)
            console.print()
        print_measured(analysis.measured, console)
    elif style == "bold red":
        console.print(Text(text, style=style), soft_wrap=True)
    print_remarks(analysis.measured, console)


def flow_record(analysis: FlowAnalysis) -> dict[str, object]:
    """Return the JSON record of an analysis."""
    worst = analysis.worst
    return {
        "continuous": True,
        "sizes": analysis.sizes,
        "coupling": {name: enclosure_record(x) for name, x in analysis.coupling.items()},
        **measured_record(analysis.measured),
        "worst_kreiss_constant": None if worst is None else enclosure_record(worst),
    }
