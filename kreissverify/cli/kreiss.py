"""The command `kreiss`: the Kreiss constant of a matrix file."""

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
    drawn_if_refused,
    read_any_matrix,
    read_weight,
    write_plot,
)

if TYPE_CHECKING:
    from kreissverify.matrices import Matrix, SparseMatrix

__all__ = ["kreiss"]


def kreiss(
    file: MatrixArgument,
    array: ArrayOption = None,
    certify: Annotated[
        bool, typer.Option("--certify", help="Give a rigorous two-sided enclosure.")
    ] = False,
    rtol: Annotated[
        float,
        typer.Option(metavar="R", help="The relative width to reach with --certify, in (0, 1]."),
    ] = 1e-6,
    continuous: ContinuousOption = False,
    weight: WeightOption = None,
    plot: PlotOption = None,
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the number.")] = False,
) -> None:
    """Print the Kreiss constant of a matrix.

    K(J) is the supremum of (|z|-1) ‖(zI-J)⁻¹‖ over |z| > 1, infinite unless J is power bounded.
    With --continuous it is K_c(J), the supremum of Re z ‖(zI-J)⁻¹‖ over Re z > 0, infinite unless
    exp(tJ) is bounded. With --weight they are taken in another norm. Without --certify this is a
    float64 value; it is refused where float64 cannot be trusted. Of a sparse matrix with more than
    1000 rows (.npz of scipy.sparse.save_npz, or .mtx) it is a lower bound, which is proved, with an
    estimate of its error.
    """
    from kreissverify.matrices import Matrix
    from kreissverify.matrices.files.load import MOST_ROWS
    from kreissverify.quantities import enclose, registry
    from kreissverify.reports.render.enclosures import enclosure_record, enclosure_text, value_text

    # asked here, so that the message names the option and not a parameter of a function
    if not 0 < rtol <= 1:
        raise wrong("--rtol", f"expected a number in (0, 1], got {rtol}")
    matrix = read_any_matrix(file, array)
    if weight is not None and plot is not None:
        raise wrong("--plot", "expected no --weight beside it: portraits are of the Euclidean norm")
    if not isinstance(matrix, Matrix):
        if certify or plot is not None or weight is not None:
            option = "--certify" if certify else "--plot" if weight is None else "--weight"
            raise wrong(option, f"expected a matrix of at most {MOST_ROWS} rows, got {matrix.n}")
        _print_bound(file, matrix, json, continuous=continuous, quiet=quiet)
        return
    P = read_weight(weight, matrix.n)
    K = registry()["K_c" if continuous else "K"]
    enclosure = None
    field = "complex" if matrix.is_complex else "real"
    record: dict[str, object] = {
        "file": file.as_posix(),
        "n": matrix.n,
        "field": field,
        "certified": certify,
    }
    if weight is not None:
        record["weight"] = weight.as_posix()
    with naming("FILE"), drawn_if_refused(plot, matrix, continuous=continuous):
        if certify:
            enclosure = enclose(K, matrix, rtol=rtol, weight=P)
            record[K.name] = {**enclosure_record(enclosure), "rtol": rtol}
            # digits that both ends agree on: never more than was certified
            value = value_text(enclosure, 10)
            shown = enclosure_text(enclosure, 12)
            exact = shown.startswith("= ")
            text = f"{K.name} = {value}, " + (
                f"exactly {shown[2:]}" if exact else f"certified in {shown}"
            )
            text += "" if enclosure.mark is None else f"\n  {enclosure.mark}"
        else:
            number = float(K(matrix, weight=P))
            record[K.name] = {"value": number}
            value = f"{number:.10g}"
            text = f"{K.name} = {value}"
    # an eigenvalue in floats: it is a reason for the reader, not the proof
    if value == "inf":
        what = "exp(tJ) is not bounded" if continuous else "not power bounded"
        eigenvalue = _largest_eigenvalue(matrix, continuous)
        text += f"  ({what}: eigenvalue {eigenvalue}{_margin(matrix, continuous)})"
    typer.echo(value if quiet else text)
    write_json(json, record)
    write_plot(plot, matrix, enclosure, continuous=continuous)


def _print_bound(
    file: Path, matrix: SparseMatrix, json: Path | None, *, continuous: bool, quiet: bool
) -> None:
    """Print what is known of K of a large matrix."""
    from kreissverify.quantities import registry

    K = registry()["K_c" if continuous else "K"]
    with naming("FILE"):
        found = K(matrix)
    at = "" if found.z is None else f" at z = {found.z:.10g}".replace("j", "i")
    typer.echo(f"{found.value:.10g}" if quiet else f"{found}{at}")
    record = {
        "file": file.as_posix(),
        "n": matrix.n,
        "nonzero": matrix.nonzero,
        "field": "complex" if matrix.is_complex else "real",
        "certified": False,
        K.name: found.to_dict(),
    }
    write_json(json, record)


def _largest_eigenvalue(matrix: Matrix, continuous: bool) -> str:
    """Return the outermost eigenvalue in floats, of a flow the rightmost."""
    import numpy as np

    eigenvalues = np.linalg.eigvals(matrix.array)
    sizes = eigenvalues.real if continuous else np.abs(eigenvalues)
    largest = complex(eigenvalues[np.argmax(sizes)])
    return f"{largest:.6g}".replace("j", "i") if largest.imag else f"{largest.real:.6g}"


def _margin(matrix: Matrix, continuous: bool) -> str:
    """Return how far ρ is from 1, or α from 0, where what rounding does is of that order."""
    from kreissverify.matrices.spectrum.float_position import margin_of_floats
    from kreissverify.matrices.spectrum.stability import AXIS, CIRCLE

    margin = margin_of_floats(matrix, AXIS if continuous else CIRCLE)
    return "" if margin is None else f"; {margin}"
