"""The command `prove`: run the derivation of one statement, print it, and write it to files."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreissverify.cli import completion
from kreissverify.cli.common import (
    DIFFERS,
    INTERRUPTED,
    JsonOption,
    QuietOption,
    SolversOption,
    StrictOption,
    named_statement,
    naming,
    noticing,
    output_file,
    output_folder,
    write_json,
    wrong,
)

if TYPE_CHECKING:
    from kreissverify.derivations import Derivation
    from kreissverify.reports.derivations.mutants import Planted
    from kreissverify.theorems import Statement

__all__ = ["prove"]

# Changed claims at each step, for the whole library (of one statement there are three): each is a
# run of a derivation up to the step that fails, and docs/mutants.md is made with as many.
_EACH = 2
# Errors in one derivation of the library: the longest have four hundred.
_MOST = 100


def prove(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]",
            autocompletion=completion.statements,
            help="The id of a statement of the bundled library, or PATH::NAME. With --mutants it "
            "may be left out: errors are then planted in every derivation of the library.",
        ),
    ] = None,
    latex: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", callback=output_file, help="Also write the derivation as LaTeX."
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", callback=output_file, help="Write it as a page that needs no network."
        ),
    ] = None,
    smt: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            callback=output_folder,
            help="Write the questions that solvers decided, as SMT-LIB.",
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            callback=output_file,
            help="Write the proof as data, which `kreissverify check` re-checks by itself.",
        ),
    ] = None,
    coq: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            callback=output_file,
            help="Write what the proof claims over the reals as a file for Coq 8.16 or later.",
        ),
    ] = None,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Plant errors, and count those that are noticed.")
    ] = False,
    page: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            callback=output_file,
            help="With --mutants alone: also write the table as Markdown.",
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="With --mutants alone: count all anew, also what an earlier run kept in "
            ".kreissverify_cache.",
        ),
    ] = False,
    strict: StrictOption = False,
    solvers: SolversOption = False,
    json: JsonOption = None,
    quiet: QuietOption = False,
) -> None:
    """Run the derivation of a statement and print it step by step.

    The statement itself is tried on no instance: `verify` runs the derivation too, and decides
    instances.

    Exit code 0 says that every step was shown, 1 that one was not.
    """
    from kreissverify.derivations import derive
    from kreissverify.derivations.deciders.stored_certificates import asking_solvers
    from kreissverify.derivations.derivation import deriving_lemmas, without_own_parts
    from kreissverify.reports.derivations.files import derivation_record, write_derivation
    from kreissverify.reports.derivations.text import derivation_line, derivation_text

    if page is not None and (name is not None or not mutants):
        raise wrong("--page", "it goes with --mutants, for the whole library: without NAME")
    if fresh and (name is not None or not mutants):
        raise wrong("--fresh", "it goes with --mutants, for the whole library: without NAME")
    if name is None and mutants:
        _plant_errors(json, page, fresh, quiet)
        return
    if name is None:
        raise wrong("NAME", "expected a statement; only --mutants goes through the whole library")
    statement = named_statement(name)
    # before the work: what the format cannot say is refused at once
    _require_writable(statement, certificate, coq)
    # as data a proof has the derivations of its lemmas in it
    whole = deriving_lemmas(certificate is not None or coq is not None)
    with asking_solvers(solvers), whole, noticing(quiet) as notice:
        notice(f"the derivation of {statement.id}")
        found = derive(statement)
    if found is None:
        raise wrong("NAME", _without_derivation(statement, name))
    found = without_own_parts(found) if strict else found
    if found.is_complete:
        _require_writable(found, certificate, coq)
    typer.echo(derivation_line(found) if quiet else derivation_text(found), nl=quiet)
    with naming("--latex, --html or --smt"):
        write_derivation(found, latex=latex, html=html, smt=smt)
    record = derivation_record(found)
    if found.is_complete and (certificate is not None or coq is not None):
        record |= _write_proof(found, certificate, coq)
    # an error planted in a derivation that fails by itself would always be noticed
    if mutants and found.is_complete:
        from kreissverify.reports.derivations import mutants as errors

        planted = errors.planted_errors(statement)
        record["mutants"] = errors.mutants_record(planted)
        typer.echo(errors.mutants_text(planted))
    write_json(json, record)
    raise typer.Exit(0 if found.is_complete else DIFFERS)


def _without_derivation(statement: Statement, name: str) -> str:
    """Say why there is nothing to prove, and which commands say what is known instead."""
    if statement.expect == "refuted":
        return (
            f"{statement.id} has no derivation; it expects refuted: `kreissverify verify {name}` "
            f"says whether it is, and `kreissverify refute {name}` writes a counterexample"
        )
    return (
        f"{statement.id} has no derivation; it expects {statement.expect or 'nothing'}: "
        f"`kreissverify verify {name}` decides it on instances"
    )


def _require_writable(
    of: Statement | Derivation, certificate: Path | None, coq: Path | None
) -> None:
    """Refuse a proof as data, or one for Coq, that the format has no way to write."""
    from kreissverify.derivations.proof_files.document import require_writable
    from kreissverify.expressions.errors import Unsupported

    if certificate is None and coq is None:
        return
    try:
        require_writable(of)
    except Unsupported as error:
        raise wrong("--coq" if certificate is None else "--certificate", str(error)) from None


def _write_proof(
    found: Derivation, certificate: Path | None, coq: Path | None
) -> dict[str, object]:
    """Write a proof as data or for Coq, and say what of it rests on trust."""
    from kreissverify.derivations.coq.document import coq_file
    from kreissverify.derivations.proof_files.document import proof_line, proof_text
    from kreissverify.derivations.proof_files.library import document_of
    from kreissverify.expressions.errors import Unsupported
    from kreissverify.system.atomic_file import write_atomically

    written: dict[str, object] = {}
    option = "--coq" if certificate is None else "--certificate"
    try:
        document = document_of(found)
        if certificate is not None:
            with naming("--certificate"):
                write_atomically(certificate, proof_text(document))
            typer.echo(f"{certificate}: {proof_line(document)}")
            written["certificate"] = {"file": certificate.as_posix()}
        if coq is not None:
            option = "--coq"
            made = coq_file(document)
            with naming("--coq"):
                write_atomically(coq, made.text)
            typer.echo(f"{coq}: {made.line()}")
            written["coq"] = {"file": coq.as_posix(), **made.record()}
    except Unsupported as error:
        raise wrong(option, str(error)) from None
    return written


def _plant_errors(json: Path | None, page: Path | None, fresh: bool, quiet: bool) -> None:
    """Plant errors in one derivation after the other; the results are written as they come."""
    from kreissverify.derivations import derive
    from kreissverify.reports.derivations.kept_mutants import KeptMutants
    from kreissverify.reports.derivations.mutants import mutants_text
    from kreissverify.reports.derivations.text import derivation_line
    from kreissverify.reports.render.progress import progress
    from kreissverify.theorems.library import bundled_statements

    kept = KeptMutants(each=_EACH, most=_MOST, fresh=fresh)  # before the files are loaded
    statements = [s for s in bundled_statements() if s.derivations]
    planted: list[Planted] = []
    try:
        with progress({x.id: 1.0 for x in statements}, quiet=quiet) as advance:
            for statement in statements:
                found = derive(statement)
                said, failed = "", ""
                if found is not None and found.is_complete:
                    planted.append(kept.planted(statement))
                    _write(planted, statements, json, page)  # now: minutes of work lie ahead
                    said = "" if quiet else f"{statement.id}. {mutants_text(planted[-1])}"
                elif found is not None:
                    failed = f"kreissverify: no errors planted: {derivation_line(found)}"
                advance(statement.id, partial(_say, said, failed))
    except KeyboardInterrupt:
        typer.echo(_total(planted))
        raise typer.Exit(INTERRUPTED) from None
    typer.echo(_total(planted))
    raise typer.Exit(0 if len(planted) == len(statements) else DIFFERS)


def _say(line: str, error: str) -> None:
    """Print a line, or an error, or neither where it is empty."""
    if line:
        typer.echo(line)
    if error:
        typer.echo(error, err=True)


def _total(planted: list[Planted]) -> str:
    from kreissverify.reports.derivations.mutants import mutants_line, mutants_total

    return f"{len(planted)} derivations. {mutants_line(mutants_total(planted))}"


def _write(
    planted: list[Planted], library: list[Statement], json: Path | None, page: Path | None
) -> None:
    from kreissverify.reports.derivations.mutants import (
        mutants_page,
        mutants_record,
        mutants_total,
    )
    from kreissverify.system.atomic_file import write_atomically

    statements = [mutants_record(one) for one in planted]
    write_json(json, {**mutants_total(planted).record(), "statements": statements})
    if page is not None:
        with naming("--page"):
            counted = {x.id for x in planted}
            later = [x.id for x in library if x.id not in counted]
            write_atomically(page, mutants_page(planted, _MOST, later))
