"""The command `analyze`: everything about one matrix, or about one coupled Jacobian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from kreissverify.cli.common import JsonOption, naming, write_json, wrong
from kreissverify.cli.matrix_arguments import (
    ArrayOption,
    ContinuousOption,
    MatrixArgument,
    PlotOption,
    WeightOption,
    read_matrix,
    read_weight,
    write_plot,
)

if TYPE_CHECKING:
    from rich.console import Console

    from kreissverify.matrices import Matrix
    from kreissverify.reports.commands.measured import Measured

__all__ = ["analyze"]

Record = dict[str, object]


def analyze(
    file: MatrixArgument,
    split: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Rows of the first block; the rest is second."),
    ] = None,
    array: ArrayOption = None,
    asymmetric: Annotated[
        bool,
        typer.Option(
            "--asymmetric",
            help="Allow diagonal blocks that are not symmetric; the bounds then do not apply.",
        ),
    ] = False,
    continuous: ContinuousOption = False,
    weight: WeightOption = None,
    plot: PlotOption = None,
    json: JsonOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print only what is exceeded or refused.")
    ] = False,
) -> None:
    """Say everything about one matrix, or about one coupled Jacobian.

    Its certified quantities: ρ, K, M, L, H, ... With --split N, J = [[A, B], [C, D]] is cut after N
    rows; its coupling (γ, b, c, κ), thresholds and closed-form bounds beside measured values
    are added. With --weight it is measured in another norm, of which the bounds say
    nothing. With --continuous it is the flow x' = Jx: its abscissae, μ = -ω of the diagonal blocks,
    K_c, ... --plot draws its spectral portrait: levels of ‖(zI-J)⁻¹‖, eigenvalues, where K is
    attained.
    """
    from kreissverify.reports.render.console import terminal_console

    # all that can be wrong with the arguments comes before the work that would be lost
    matrix = read_matrix(file, array)
    if split is None and asymmetric:
        raise wrong("--asymmetric", "expected --split N beside it: blocks are what it is about")
    if split is not None and split >= matrix.n:
        most = "1" if matrix.n == 2 else f"1 to {matrix.n - 1}"
        expected = f"{most} for {matrix.n} rows" if matrix.n > 1 else "a matrix of two rows or more"
        raise wrong("--split", f"expected {expected}, got {split}")
    if weight is not None and plot is not None:
        raise wrong("--plot", "expected no --weight beside it: portraits are of the Euclidean norm")
    P = read_weight(weight, matrix.n)
    console = terminal_console()
    if split is None:
        measured, record = _matrix(matrix, console, continuous, quiet, P)
    elif continuous:
        measured, record = _flow(matrix, split, console, quiet, P)
    else:
        measured, record = _jacobian(matrix, split, not asymmetric, console, quiet, P)
    write_json(json, {"file": file.as_posix(), **record})
    K = measured.values.get("K_c" if continuous else "K")
    write_plot(plot, matrix, K, continuous=continuous)


def _matrix(
    matrix: Matrix, console: Console, continuous: bool, quiet: bool, weight: Matrix | None
) -> tuple[Measured, Record]:
    """Print what is measured of a matrix that is not cut."""
    from kreissverify.reports.commands.measured import matrix_record, measure, print_matrix

    with naming("FILE"):
        measured = measure(matrix, continuous=continuous, weight=weight)
    print_matrix(matrix, measured, console, quiet=quiet)
    return measured, matrix_record(matrix, measured)


def _flow(
    matrix: Matrix, split: int, console: Console, quiet: bool, weight: Matrix | None
) -> tuple[Measured, Record]:
    """Print the analysis of a flow that is cut in two."""
    from kreissverify.reports.commands.flow_analysis import analyze_flow, flow_record, print_flow

    with naming("FILE"):
        analysis = analyze_flow(matrix, split, weight=weight)
    print_flow(analysis, console, quiet=quiet)
    return analysis.measured, flow_record(analysis)


def _jacobian(
    matrix: Matrix,
    split: int,
    symmetric: bool,
    console: Console,
    quiet: bool,
    weight: Matrix | None,
) -> tuple[Measured, Record]:
    """Print the analysis of an iteration that is cut in two."""
    from kreissverify.matrices import InvalidMatrix
    from kreissverify.reports.commands.analysis import analysis_record, print_analysis
    from kreissverify.reports.commands.analysis import analyze as analyzed

    with naming("FILE"):
        try:
            analysis = analyzed(matrix, split, symmetric=symmetric, weight=weight)
        except InvalidMatrix as error:  # which speaks of the argument in Python
            raise InvalidMatrix(str(error).replace("symmetric=False", "--asymmetric")) from None
    print_analysis(analysis, console, quiet=quiet)
    return analysis.measured, analysis_record(analysis)
