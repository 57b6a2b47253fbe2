"""The command line: `verify`, `prove`, `refute`, `tighten`, `campaign`, `experiment`, `kreiss`,
`analyze`, `check`.

Exit codes: 0 all as expected; 1 a verdict differs from what its file expects, or a certificate is
rejected; 2 wrong usage or unreadable input; 3 internal contradiction; 130 interrupted.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from kreissverify.cli_campaign import campaign
from kreissverify.cli_common import (
    CONTRADICTION,
    DIFFERS,
    INTERRUPTED,
    UNREADABLE,
    JsonOption,
    naming,
    noticing,
    require_plot_path,
    write_json,
    wrong,
)
from kreissverify.cli_experiment import experiment
from kreissverify.cli_prove import prove
from kreissverify.cli_refute import refute
from kreissverify.cli_tighten import tighten

if TYPE_CHECKING:
    from kreissverify.evidence.verdict import TheoremReport
    from kreissverify.matrices import Matrix
    from kreissverify.reports import Run

__all__ = ["app", "main"]

app = typer.Typer(
    help="Verdicts for theorems about transient growth: certified on instances, or refuted "
    "with an exact counterexample that anyone can re-check.",
    epilog="Exit codes: 0 all as expected; 1 a verdict is not the expected one, or a certificate "
    "is rejected; 2 wrong usage or unreadable input; 3 internal contradiction.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

MatrixArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="A square real matrix: .npy, .npz, .mtx or .csv."),
]
PlotOption = Annotated[
    Path | None,
    typer.Option(
        "--plot", metavar="OUT", help="Draw the spectral portrait, too: a .png, .pdf or .svg file."
    ),
]
ArrayOption = Annotated[
    str | None,
    typer.Option("--array", metavar="NAME", help="Which array of an .npz file that holds several."),
]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; a usage error is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a stream of another encoding must not stop a verdict
            stream.reconfigure(errors="replace")
    args = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    try:
        code = app(args=args, prog_name="kreissverify", standalone_mode=False)
    except TyperException as error:
        print(f"kreissverify: {error.format_message()}", file=sys.stderr)
        return error.exit_code
    return code if isinstance(code, int) else 0


def _write_plot(path: Path | None, matrix: Matrix) -> None:
    if path is not None:
        from kreissverify.reports.portrait import portrait, write_portrait

        with naming("--plot"):
            write_portrait(portrait(matrix), path)


def _version(value: bool) -> None:
    if value:
        from kreissverify import __version__

        typer.echo(f"kreissverify {__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command()
def verify(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH[::NAME]",
            help="Theorem files, folders of them, or one statement of a file. Default: the bundled "
            "library.",
            show_default=False,
        ),
    ] = None,
    instances: Annotated[
        int,
        typer.Option(metavar="N", min=1, help="Instances to decide rigorously for each statement."),
    ] = 200,
    seed: Annotated[
        int, typer.Option(metavar="S", min=0, help="Equal seeds draw equal instances.")
    ] = 0,
    jobs: Annotated[int, typer.Option(metavar="J", min=1, help="Processes to work in.")] = 2,
    certificates: Annotated[
        Path, typer.Option(metavar="DIR", help="Where counterexample certificates are written.")
    ] = Path("certificates"),
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Write a page to read (verify.html), and the same as .json, .txt and JUnit .xml.",
        ),
    ] = None,
    necessity: Annotated[
        bool,
        typer.Option("--necessity", help="Drop each hypothesis in turn: is it needed? Takes time."),
    ] = False,
    json: JsonOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print only what is not as expected.")
    ] = False,
) -> None:
    """Print a verdict on each statement of theorem files.

    Evidence is gathered on instances that are decided rigorously; a false statement gets a
    certificate of its counterexample. Two statements that cannot both hold are shown (marked ≠).
    --report DIR writes a page with formulas and pictures that needs no network.

    Results are kept as they come: the files of --json and --report are rewritten after each one,
    and Ctrl-C ends the run with a table of what is done. In GitHub Actions, what is not as expected
    is also annotated at its line of the file.
    """
    from kreissverify.evidence import verify_library
    from kreissverify.evidence.consistency import contradictions, refuse_two_proofs
    from kreissverify.evidence.verdict import InternalContradiction
    from kreissverify.reports.keeper import Keeper
    from kreissverify.reports.progress import progress
    from kreissverify.reports.terminal import print_run, terminal_console
    from kreissverify.theorems import bundled_library, collect

    collection = collect(paths or [bundled_library()])
    order = [statement.id for statement in collection.statements]
    keeper = Keeper(order, collection.errors, seed, instances, report, json)
    for error in collection.errors:  # said at once, before the long work
        print(f"kreissverify: {error}", file=sys.stderr)
    with naming("--report" if report is not None else "--json"):
        keeper.write()
    if not order:
        _annotate(keeper.run)
        raise typer.Exit(UNREADABLE)
    with naming("--certificates"):
        certificates.mkdir(parents=True, exist_ok=True)
    contradiction: str | None = None
    try:
        with progress(len(order), quiet=quiet) as advance:

            def on_report(result: TheoremReport) -> None:
                keeper.keep(result)
                advance(result.id)

            verify_library(
                list(collection.statements),
                instances=instances,
                seed=seed,
                jobs=jobs,
                certificates=certificates,
                necessary=necessity,
                on_report=on_report,
            )
            keeper.keep_contradictions(contradictions(collection.statements, seed))
        with noticing(quiet) as notice:
            keeper.illustrate(collection.statements, notice)
        refuse_two_proofs(keeper.run.consistency, keeper.run.reports)
    except KeyboardInterrupt:
        print_run(keeper.run, terminal_console(), errors=False)
        raise typer.Exit(INTERRUPTED) from None
    except InternalContradiction as error:
        contradiction = str(error)
    except Exception:  # a defect of ours: show it, after what is done
        print_run(keeper.run, terminal_console(), errors=False)
        raise
    print_run(keeper.run, terminal_console(), quiet=quiet, errors=False)
    if report is not None and not quiet:
        typer.echo(f"kreissverify: to read: {(report / 'verify.html').as_posix()}", err=True)
    _annotate(keeper.run)
    if contradiction is not None:
        print(f"kreissverify: internal contradiction: {contradiction}", file=sys.stderr)
        raise typer.Exit(CONTRADICTION)
    raise typer.Exit(_exit_code(keeper.run))


def _annotate(run: Run) -> None:
    """Print what is not as expected once more, as the runner of a workflow reads it."""
    from kreissverify.reports.annotations import annotated, in_github_actions

    for line in annotated(run) if in_github_actions() else ():
        print(line)


def _exit_code(run: Run) -> int:
    if run.errors:
        return UNREADABLE
    return 0 if run.as_expected else DIFFERS


app.command()(prove)
app.command()(refute)
app.command()(tighten)
app.command()(campaign)
app.command()(experiment)


@app.command()
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
    plot: PlotOption = None,
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the number.")] = False,
) -> None:
    """Print the Kreiss constant of a matrix.

    K(J) is the supremum of (|z|-1) ‖(zI-J)⁻¹‖ over |z| > 1, infinite unless J is power bounded.
    Without --certify this is a float64 value; it is refused where float64 cannot be trusted.
    """
    from kreissverify.quantities import enclose, registry
    from kreissverify.reports.decimals import enclosure_record, enclosure_text, value_text

    if not 0 < rtol <= 1:
        raise wrong("--rtol", f"expected a number in (0, 1], got {rtol}")
    matrix = _matrix(file, array)
    require_plot_path(plot)
    K = registry()["K"]
    record: dict[str, object] = {"file": file.as_posix(), "n": matrix.n, "certified": certify}
    with naming("FILE"):
        if certify:
            enclosure = enclose(K, matrix, rtol=rtol)
            record["K"] = {**enclosure_record(enclosure), "rtol": rtol}
            value = value_text(enclosure, 10)
            shown = enclosure_text(enclosure, 12)
            exact = shown.startswith("= ")
            text = f"K = {value}, " + (f"exactly {shown[2:]}" if exact else f"certified in {shown}")
        else:
            number = float(K(matrix))
            record["K"] = {"value": number}
            value = f"{number:.10g}"
            text = f"K = {value}"
    if value == "inf":
        text += f"  (not power bounded: eigenvalue {_largest_eigenvalue(matrix)})"
    typer.echo(value if quiet else text)
    write_json(json, record)
    _write_plot(plot, matrix)


def _largest_eigenvalue(matrix: Matrix) -> str:
    import numpy as np

    eigenvalues = np.linalg.eigvals(matrix.array)
    largest = complex(eigenvalues[np.argmax(np.abs(eigenvalues))])
    return f"{largest:.6g}" if largest.imag else f"{largest.real:.6g}"


@app.command()
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
    plot: PlotOption = None,
    json: JsonOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print only what is exceeded or refused.")
    ] = False,
) -> None:
    """Say everything about one coupled Jacobian.

    J = [[A, B], [C, D]] is cut after N rows: its coupling (γ, b, c, κ), its thresholds, its
    certified quantities (ρ, K, M, L, H, ...), and closed-form bounds beside measured values.
    --plot draws its spectral portrait: levels of ‖(zI-J)⁻¹‖, eigenvalues, where K is attained.
    """
    from kreissverify.reports.analysis import analysis_record, print_analysis
    from kreissverify.reports.analysis import analyze as analyzed
    from kreissverify.reports.terminal import terminal_console

    matrix = _matrix(file, array)
    if split >= matrix.n:
        raise wrong("--split", f"expected 1 to {matrix.n - 1} for {matrix.n} rows, got {split}")
    require_plot_path(plot)
    with naming("FILE"):
        analysis = analyzed(matrix, split, symmetric=not asymmetric)
    print_analysis(analysis, terminal_console(), quiet=quiet)
    write_json(json, {"file": file.as_posix(), **analysis_record(analysis)})
    _write_plot(plot, matrix)


def _matrix(file: Path, array: str | None) -> Matrix:
    from kreissverify.matrices.files import load_matrix

    with naming("FILE"):
        return load_matrix(file, array)


@app.command()
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="CERT", help="Certificates, as verify writes them.")
    ],
    json: JsonOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only rejections.")] = False,
) -> None:
    """Re-check certificates of counterexamples.

    Each is checked in a process of its own that loads the checker's one file and the standard
    library: `python checker.py CERT` says the same.
    """
    checker = Path(__file__).parent / "certificates" / "checker.py"
    worst = 0
    records: list[dict[str, object]] = []
    for file in files:
        command = [sys.executable, "-I", str(checker), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        answer = (done.stdout + done.stderr).strip()
        if done.returncode not in (0, DIFFERS, UNREADABLE):
            answer = f"{file}: the checker stopped with code {done.returncode}"
        worst = max(worst, min(done.returncode % 256, UNREADABLE))
        records.append(
            {"file": file.as_posix(), "accepted": done.returncode == 0, "answer": answer}
        )
        if done.returncode != 0 or not quiet:
            typer.echo(answer, err=done.returncode != 0)
    write_json(json, {"certificates": records})
    raise typer.Exit(worst)
