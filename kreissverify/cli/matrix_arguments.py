"""What the commands that read a matrix file share: its arguments, reading it, drawing it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreissverify.cli.common import figure_file, naming, wrong

if TYPE_CHECKING:
    from kreissverify.matrices import Matrix, SparseMatrix
    from kreissverify.numbers.enclosure import Enclosure

__all__ = [
    "ArrayOption",
    "ContinuousOption",
    "MatrixArgument",
    "PlotOption",
    "WeightOption",
    "drawn_if_refused",
    "read_any_matrix",
    "read_matrix",
    "read_weight",
    "write_plot",
]

MatrixArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A square matrix, real or complex: .npy, .npz, .mtx, .csv."
    ),
]
PlotOption = Annotated[
    Path | None,
    typer.Option(
        "--plot",
        metavar="OUT",
        callback=figure_file,
        help="Also draw the spectral portrait: a .png, .pdf or .svg file.",
    ),
]
ContinuousOption = Annotated[
    bool,
    typer.Option("--continuous", help="Of the flow x' = Jx, and not of the map x⁺ = Jx."),
]
ArrayOption = Annotated[
    str | None,
    typer.Option("--array", metavar="NAME", help="Which array of an .npz file that holds several."),
]


WeightOption = Annotated[
    Path | None,
    typer.Option(
        "--weight",
        metavar="FILE",
        help="A positive definite P: in the norm |x|² = x*Px, as of an energy.",
    ),
]


def read_weight(weight: Path | None, rows: int) -> Matrix | None:
    """Return P of a file; what is wrong with it is a usage error."""
    from kreissverify.matrices.files.load import load_matrix
    from kreissverify.quantities.weights.weight import Weight

    if weight is None:
        return None
    with naming("--weight"):
        found = load_matrix(weight)
        Weight(found)  # which says whether it is one
    if found.n != rows:
        raise wrong("--weight", f"expected {rows} rows, as FILE has, got {found.n}")
    return found


def read_matrix(file: Path, array: str | None) -> Matrix:
    """Return the matrix of a file; what is wrong with it is a usage error."""
    from kreissverify.matrices.files.load import load_matrix

    with naming("FILE"):
        return load_matrix(file, array)


def read_any_matrix(file: Path, array: str | None) -> Matrix | SparseMatrix:
    """Return the matrix of a file: a sparse one if it has too many rows to be a dense one."""
    from kreissverify.matrices.files.load import load_matrix
    from kreissverify.matrices.files.reading import LargeFile
    from kreissverify.matrices.files.sparse import load_sparse_matrix

    with naming("FILE"):
        try:
            return load_matrix(file, array)
        except LargeFile:
            if file.suffix.lower() not in (".npz", ".mtx"):
                raise
            return load_sparse_matrix(file)


def write_plot(
    path: Path | None,
    matrix: Matrix,
    certified: Enclosure | None = None,
    *,
    continuous: bool = False,
) -> None:
    """Draw the spectral portrait of a matrix, if a file for it was asked for.

    Parameters
    ----------
    path
        The file; None if none was asked for.
    matrix
        The matrix.
    certified
        The enclosure of K that was printed, if one was.
    continuous
        Whether it is of a flow.
    """
    if path is not None:
        from kreissverify.reports.figures.portrait_drawing import write_portrait
        from kreissverify.reports.figures.spectral_portrait import portrait

        with naming("--plot"):
            write_portrait(portrait(matrix, certified=certified, continuous=continuous), path)


@contextmanager
def drawn_if_refused(
    path: Path | None, matrix: Matrix, *, continuous: bool = False
) -> Iterator[None]:
    """Draw the portrait also where a number is refused: it shows what the refusal is about."""
    from kreissverify.numbers.errors import Refused

    try:
        yield
    except Refused:
        write_plot(path, matrix, continuous=continuous)
        raise
