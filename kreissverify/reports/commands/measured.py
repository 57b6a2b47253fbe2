"""What `analyze` measures of a matrix, cut into blocks or not: quantities, refusals, a table."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kreissverify.matrices import CoupledBlocks, Matrix
from kreissverify.matrices.spectrum.float_position import BoundaryMargin, margin_of_floats
from kreissverify.matrices.spectrum.stability import AXIS, CIRCLE
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.quantities import enclose, registry
from kreissverify.reports.render.enclosures import enclosure_record, enclosure_text, value_text

__all__ = [
    "Measured",
    "matrix_record",
    "measure",
    "measured_record",
    "print_matrix",
    "print_measured",
    "print_remarks",
    "value_table",
]

# Words of long names that are names of people.
_NAMES = {"kreiss": "Kreiss", "lyapunov": "Lyapunov"}

#: In the order of the table: from what eigenvalues say to what they do not.
OF_ITERATIONS = ("rho", "norm", "departure", "w", "K", "M", "L", "H", "distance_to_instability")
OF_FLOWS = (
    *("spectral_abscissa", "numerical_abscissa", "norm", "departure"),
    *("K_c", "M_c", "L_c", "H_c", "continuous_distance_to_instability"),
)


@dataclass(frozen=True)
class Measured:
    """The quantities of one matrix.

    Attributes
    ----------
    continuous
        Whether it is the flow x' = Jx, and not the iteration x⁺ = Jx.
    values, refused
        Enclosures, and the reasons of what is refused, by the names of the registry.
    margin
        Of floats whose ρ is next to 1, or whose α is next to 0.
    weighted
        Whether it is measured in the norm of a weight.
    """

    continuous: bool
    values: dict[str, Enclosure]
    refused: dict[str, str]
    margin: BoundaryMargin | None
    weighted: bool


def measure(
    matrix: Matrix,
    *,
    continuous: bool = False,
    rtol: float = 1e-6,
    weight: Matrix | None = None,
    blocks: CoupledBlocks | None = None,
) -> Measured:
    """Measure a matrix rigorously.

    Parameters
    ----------
    matrix
        The matrix, real or complex.
    continuous
        Whether it is a flow.
    rtol
        The relative width asked of each quantity.
    weight
        P of the norm |x|² = x*Px to measure in.
    blocks
        The matrix cut into blocks, of which more may be known.
    """
    # the blocks of J are not those of RAR⁻¹
    subject = matrix if blocks is None or weight is not None else blocks
    values: dict[str, Enclosure] = {}
    refused: dict[str, str] = {}
    for name in OF_FLOWS if continuous else OF_ITERATIONS:
        try:
            values[name] = enclose(registry()[name], subject, rtol=rtol, weight=weight)
        except Refused as error:
            refused[name] = str(error)
    margin = margin_of_floats(matrix, AXIS if continuous else CIRCLE)
    return Measured(continuous, values, refused, margin, weight is not None)


def value_table(title: str, values: dict[str, Enclosure], names: dict[str, str]) -> Table:
    """Return a table of enclosures.

    Parameters
    ----------
    title
        Above it.
    values
        By their names.
    names
        What they mean.
    """
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for heading in ("", "value", "certified", "meaning"):
        table.add_column(heading, no_wrap=heading != "meaning")
    for name, value in values.items():
        table.add_row(name, value_text(value), enclosure_text(value), names.get(name, ""))
    return table


def print_measured(measured: Measured, console: Console) -> None:
    """Print the table of what was measured."""
    title = "Measured in the norm of the weight" if measured.weighted else "Measured"
    short = {_short(name): value for name, value in measured.values.items()}
    meanings = {_short(name): _meaning(name) for name in measured.values}
    console.print(value_table(title, short, meanings))


def _meaning(name: str) -> str:
    """Return what a quantity is called."""
    if name.endswith("distance_to_instability"):
        return "distance to instability"
    words = registry()[name].long_name.removeprefix("continuous_").split("_")
    return " ".join(_NAMES.get(word, word) for word in words)


def _short(name: str) -> str:
    """Return a short name, without what the heading says already: that it is of a flow."""
    short = name.removeprefix("continuous_")
    return "distance" if short == "distance_to_instability" else short


def print_remarks(measured: Measured, console: Console) -> None:
    """Print what is refused or next to a boundary: said also where all else is left out."""
    if measured.margin is not None:
        name = "alpha" if measured.continuous else "rho"
        console.print(Text(f"{name}: {measured.margin}", style="yellow"), soft_wrap=True)
    for name, reason in measured.refused.items():
        console.print(Text(f"{name}: refused: {reason}", style="yellow"), soft_wrap=True)


def print_matrix(
    matrix: Matrix, measured: Measured, console: Console, *, quiet: bool = False
) -> None:
    """Print what was measured of a matrix that is not cut; `quiet` leaves what is refused."""
    if not quiet:
        field = "complex" if matrix.is_complex else "real"
        subject = "the flow x' = Jx" if measured.continuous else "the iteration x⁺ = Jx"
        console.print(f"{matrix.n}×{matrix.n}, {field}, {subject}\n")
        print_measured(measured, console)
        if matrix.n > 1 and not matrix.is_complex:  # coupled Jacobians are real
            console.print("\n--split N cuts J in two, and adds what its coupling bounds")
    print_remarks(measured, console)


def measured_record(measured: Measured) -> dict[str, object]:
    """Return the JSON record of what was measured."""
    return {
        "weighted": measured.weighted,
        "measured": {name: enclosure_record(x) for name, x in measured.values.items()},
        "refused": measured.refused,
    }


def matrix_record(matrix: Matrix, measured: Measured) -> dict[str, object]:
    """Return the JSON record of a matrix that is not cut."""
    field = "complex" if matrix.is_complex else "real"
    subject = {"n": matrix.n, "field": field, "continuous": measured.continuous}
    return {**subject, **measured_record(measured)}
