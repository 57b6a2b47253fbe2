"""The command `analyze`: everything about one coupled Jacobian."""

from __future__ import annotations

from pathlib import Path
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
    from kreissverify.matrices import Matrix

__all__ = ["analyze"]


def analyze(
    file: MatrixArgument,
    split: Annotated[
        int, typer.Option(metavar="N", min=1, help="Rows of the first block; the rest is second.")
    ],
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
    """Say everything about one coupled Jacobian.

    J = [[A, B], [C, D]] is cut after N rows: its coupling (γ, b, c, κ), its thresholds, its
    certified quantities (ρ, K, M, L, H, ...), and closed-form bounds beside measured values.
    With --weight it is measured in another norm, of which the coupling and its bounds say nothing.
    With --continuous it is the flow x' = Jx: its abscissae, μ = -ω of the diagonal blocks, K_c, ...
    --plot draws its spectral portrait: levels of ‖(zI-J)⁻¹‖, eigenvalues, where K is attained.
    """
    from kreissverify.matrices import InvalidMatrix
    from kreissverify.reports.commands.analysis import analysis_record, print_analysis
    from kreissverify.reports.commands.analysis import analyze as analyzed
    from kreissverify.reports.render.console import terminal_console

    # all that can be wrong with the arguments comes before the work that would be lost
    matrix = read_matrix(file, array)
    if split >= matrix.n:
        raise wrong("--split", f"expected 1 to {matrix.n - 1} for {matrix.n} rows, got {split}")
    if weight is not None and plot is not None:
        raise wrong("--plot", "expected no --weight beside it: portraits are of the Euclidean norm")
    P = read_weight(weight, matrix.n)
    if continuous:
        _analyze_flow(file, matrix, split, plot, json, quiet, P)
        return
    with naming("FILE"):
        try:
            analysis = analyzed(matrix, split, symmetric=not asymmetric, weight=P)
        except InvalidMatrix as error:  # which speaks of the argument in Python
            raise InvalidMatrix(str(error).replace("symmetric=False", "--asymmetric")) from None
    print_analysis(analysis, terminal_console(), quiet=quiet)
    write_json(json, {"file": file.as_posix(), **analysis_record(analysis)})
    write_plot(plot, matrix, analysis.measured.get("K"))


def _analyze_flow(
    file: Path,
    matrix: Matrix,
    split: int,
    plot: Path | None,
    json: Path | None,
    quiet: bool,
    weight: Matrix | None,
) -> None:
    from kreissverify.reports.commands.flow_analysis import analyze_flow, flow_record, print_flow
    from kreissverify.reports.render.console import terminal_console

    with naming("FILE"):
        analysis = analyze_flow(matrix, split, weight=weight)
    print_flow(analysis, terminal_console(), quiet=quiet)
    write_json(json, {"file": file.as_posix(), **flow_record(analysis)})
    write_plot(plot, matrix, analysis.measured.get("K_c"), continuous=True)
