"""The command `verify`: a verdict on each statement of theorem files."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreissverify.cli import completion
from kreissverify.cli.common import (
    CONTRADICTION,
    DIFFERS,
    INTERRUPTED,
    STANDARD_OUTPUT,
    UNREADABLE,
    FreshOption,
    JsonOption,
    SolversOption,
    StrictOption,
    error_text,
    naming,
    noticing,
    output_folder,
    write_json,
)

if TYPE_CHECKING:
    from kreissverify.evidence.verdict import TheoremReport
    from kreissverify.reports import Run
    from kreissverify.reports.verification.recorder import RunRecorder

__all__ = ["verify"]


def verify(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH[::NAME] or ID",
            autocompletion=completion.statements,
            help="Theorem files, folders of them, one statement of a file by its name or id, a "
            "bundled statement by its id, or field: the library of the field. Default: the "
            "statements of the paper and their sharpened forms.",
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
    jobs: Annotated[
        int | None,
        typer.Option(
            metavar="J",
            min=1,
            help="Processes to work in. Default: 2, and 1 where there is so little to do that a "
            "process takes longer to start.",
            show_default=False,
        ),
    ] = None,
    certificates: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            callback=output_folder,
            help="Where counterexample certificates are written.",
        ),
    ] = Path("certificates"),
    report: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            callback=output_folder,
            help="Write a page to read (verify.html), and the same as .json, .txt, JUnit .xml.",
        ),
    ] = None,
    necessity: Annotated[
        bool,
        typer.Option("--necessity", help="Drop each hypothesis in turn: is it needed? Takes time."),
    ] = False,
    strict: StrictOption = False,
    fresh: FreshOption = False,
    solvers: SolversOption = False,
    json: JsonOption = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Print only what is not as expected.")
    ] = False,
) -> None:
    """Print a verdict on each statement of theorem files.

    Evidence is gathered on instances that are decided rigorously; a false statement gets a
    certificate of its counterexample. A row is printed when its statement is decided, those that
    seem cheap first; what needs more words follows below. Two statements that cannot both hold are
    shown (marked ≠). Where nothing has changed since an earlier run in this folder, its verdict is
    taken, and marked `cached`. --report DIR writes a page with formulas and pictures that needs no
    network.

    Results are kept as they come: the files of --json and --report are rewritten after each one,
    and Ctrl-C ends the run with a table of what is done. An older report stays until there is as
    much to show; the run so far is in its folder `unfinished`. In GitHub Actions, what is not as
    expected is also annotated at its line of the file, and a table stands on the page of the run.
    """
    from kreissverify.evidence import verify_library
    from kreissverify.evidence.cache.verdicts import KnownVerdicts
    from kreissverify.evidence.consistency import refuse_two_proofs
    from kreissverify.evidence.consistency_beside import contradictions_beside
    from kreissverify.evidence.verdict import InternalContradiction
    from kreissverify.evidence.work_order import default_jobs, rough_cost
    from kreissverify.reports.render.console import terminal_console
    from kreissverify.reports.render.progress import progress
    from kreissverify.reports.verification.recorder import RunRecorder
    from kreissverify.reports.verification.terminal import VerdictRows, print_run
    from kreissverify.theorems import collect_named

    known = KnownVerdicts(
        fresh=fresh,
        solvers=solvers,
        notice=lambda said: print(f"kreissverify: {said}", file=sys.stderr),
    )
    collection = collect_named(paths or [])
    order = [statement.id for statement in collection.statements]
    file = None if json == STANDARD_OUTPUT else json  # the stream is written to at the end
    recorder = RunRecorder(order, collection.errors, seed, instances, report, file)
    for error in collection.errors:  # said at once, before the long work
        print(f"kreissverify: {error}", file=sys.stderr)
    with naming("--report" if report is not None else "--json"):
        recorder.write()
    if not order:
        _annotate(recorder.run)
        raise typer.Exit(UNREADABLE)
    with naming("--certificates"):
        certificates.mkdir(parents=True, exist_ok=True)
    table = VerdictRows(order, terminal_console())
    contradiction: str | None = None
    try:
        costs = {statement.id: rough_cost(statement) for statement in collection.statements}
        statements = list(collection.statements)
        is_known = known.known_contradictions(statements, seed) is not None
        processes = jobs or default_jobs(costs.values(), instances)
        beside = contradictions_beside(statements, seed, 1 if is_known else processes)
        with progress(costs, quiet=quiet) as advance, beside as find:

            def on_report(result: TheoremReport) -> None:
                recorder.keep(result)
                advance(result.id, partial(table.print, result) if not quiet else lambda: None)

            verify_library(
                statements,
                instances=instances,
                seed=seed,
                jobs=processes,
                certificates=certificates,
                necessary=necessity,
                strict=strict,
                solvers=solvers,
                known=known,
                on_report=on_report,
            )
            found = known.contradictions(statements, seed, find)
            recorder.keep_contradictions(found)
        # last, as pictures show and decide nothing; an interruption then costs only them
        with noticing(quiet) as notice:
            recorder.illustrate(collection.statements, notice)
        contradiction = _contradiction(recorder.run)
        refuse_two_proofs(recorder.run.consistency, recorder.run.reports)
    except KeyboardInterrupt:
        recorder.interrupted = True
        print_run(recorder.run, terminal_console(), errors=False, rows=quiet)
        _write_stream(json, recorder.run)
        _say_where(recorder, quiet)
        raise typer.Exit(INTERRUPTED) from None
    except OSError as error:  # such as a full disk: what is on it already is as it was
        print_run(recorder.run, terminal_console(), errors=False, rows=quiet)
        print(f"kreissverify: {error_text(error)}; the run ends here", file=sys.stderr)
        raise typer.Exit(UNREADABLE) from None
    except InternalContradiction as error:
        contradiction = f"internal contradiction: {error}"
    except Exception:  # a defect of ours: show it, after what is done
        print_run(recorder.run, terminal_console(), errors=False, rows=quiet)
        raise
    print_run(recorder.run, terminal_console(), quiet=quiet, errors=False, rows=quiet)
    _write_stream(json, recorder.run)
    if recorder.run.waiting:
        lost = ", ".join(recorder.run.waiting)
        print(f"kreissverify: these statements have no verdict: {lost}", file=sys.stderr)
    _say_where(recorder, quiet)
    _annotate(recorder.run)
    if contradiction is not None:
        print(f"kreissverify: {contradiction}", file=sys.stderr)
        raise typer.Exit(CONTRADICTION)
    raise typer.Exit(_exit_code(recorder.run))


def _write_stream(json: Path | None, run: Run) -> None:
    """Write the run to the standard output, if --json asks for that."""
    from kreissverify.reports.verification.json import run_document

    if json == STANDARD_OUTPUT:
        write_json(json, run_document(run))


def _say_where(recorder: RunRecorder, quiet: bool) -> None:
    if recorder.directory is not None and not quiet:
        page = recorder.place(recorder.directory) / "verify.html"
        typer.echo(f"kreissverify: to read: {page.as_posix()}", err=True)


def _annotate(run: Run) -> None:
    """Say what is not as expected once more, as the runner of a workflow reads it, and a table."""
    from kreissverify.reports.verification.github import annotated, in_github_actions

    if in_github_actions():
        from kreissverify.reports.verification.job_summary import write_job_summary

        for line in annotated(run):
            print(line)
        write_job_summary(run)


def _contradiction(run: Run) -> str | None:
    """Return the reasons of the statements that came out both proved and violated."""
    return "; ".join(x.reason for x in run.reports if x.contradicts_itself) or None


def _exit_code(run: Run) -> int:
    if run.errors:
        return UNREADABLE
    return 0 if run.as_expected else DIFFERS
