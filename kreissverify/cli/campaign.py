"""The command `campaign`: one statement on many instances, in processes or on a cluster."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kreissverify.cli.common import (
    CONTRADICTION,
    INTERRUPTED,
    CertificateOption,
    JobsOption,
    JsonOption,
    NameArgument,
    QuietOption,
    SeedOption,
    named_statement,
    naming,
    output_file,
    refutation_code,
    write_json,
    wrong,
)

if TYPE_CHECKING:
    from kreissverify.campaigns import Plan
    from kreissverify.theorems import Statement

__all__ = ["campaign"]


def campaign(
    name: NameArgument,
    instances: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many instances; whole batches are done.")
    ] = 10_000,
    seed: SeedOption = 0,
    engine: Annotated[
        str, typer.Option(metavar="ENGINE", help="serial, processes or dask.")
    ] = "processes",
    jobs: JobsOption = 2,
    scheduler: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="A Dask scheduler, such as tcp://host:8786."),
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            callback=output_file,
            help="Keep every batch here, and go on from what it holds.",
        ),
    ] = None,
    batch: Annotated[
        int | None,
        typer.Option(metavar="B", min=1, help="Instances of a batch (1000, or N if fewer)."),
    ] = None,
    decide_share: Annotated[
        float,
        typer.Option(metavar="SHARE", help="The share, drawn at random, to decide rigorously."),
    ] = 0.01,
    certificates: CertificateOption = Path("certificates"),
    json: JsonOption = None,
    quiet: QuietOption = False,
) -> None:
    """Run a statement on many instances, and decide some of them rigorously.

    Every instance is screened in floats. Those nearest to violating the statement, and a random
    share, are decided rigorously: the verdict rests on these alone. A violation ends in an exact
    certificate. Equal seeds give equal results, with every engine.

    With --store, Ctrl-C or a kill loses at most the batches in work, and the same command goes on
    from what is kept; it may also ask for more instances.

    Exit code 0: what came out is what its file expects. 1: it was refuted although "refuted" is not
    expected, or not refuted although it is.
    """
    from kreissverify.campaigns import CampaignError, Resources, Summary, conclude, run_campaign
    from kreissverify.evidence.verdict import InternalContradiction
    from kreissverify.reports.commands.campaign import (
        campaign_line,
        campaign_record,
        campaign_story,
    )
    from kreissverify.reports.render.progress import counting

    statement = named_statement(name)
    summary = Summary()
    try:
        plan = _plan(statement, instances, seed, batch, decide_share, store)
        with counting(plan.batches(instances) * plan.batch_size, quiet=quiet) as show:
            run_campaign(
                statement,
                plan,
                instances,
                engine=engine,
                resources=Resources(jobs, scheduler),
                store=store,
                summary=summary,
                on_batch=lambda sums: show(sums.counts.screened),
            )
    # an option of the campaign is one of the command, but for the statement, its argument
    except CampaignError as error:
        argument = error.option if error.option == "NAME" else f"--{error.option}"
        raise wrong(argument, str(error)) from None
    except KeyboardInterrupt:
        typer.echo(_interrupted(summary.counts.screened, store), err=True)
        raise typer.Exit(INTERRUPTED) from None
    with naming("--certificates"):
        certificates.mkdir(parents=True, exist_ok=True)
    try:
        shown = conclude(statement, plan, summary, certificates)
    except InternalContradiction as error:
        typer.echo(f"kreissverify: internal contradiction: {error}", err=True)
        raise typer.Exit(CONTRADICTION) from None
    line = campaign_line(statement, shown)
    typer.echo(line if quiet else campaign_story(statement, plan, summary, shown), nl=quiet)
    write_json(json, campaign_record(statement, plan, summary, shown))
    raise typer.Exit(refutation_code(statement, refuted=shown.certificate is not None))


def _plan(
    statement: Statement,
    instances: int,
    seed: int,
    batch: int | None,
    share: float,
    store: Path | None,
) -> Plan:
    """Return the plan; the size of a batch is that of the store, if it has one."""
    from kreissverify.campaigns import BATCH_SIZE, Plan, stored_batch_size, stored_header

    # a store goes on in the batches that it was begun with: their places are those of its records
    if batch is None:
        header = None if store is None else stored_header(store)
        batch = stored_batch_size(header) or min(BATCH_SIZE, instances)
    if not 0 <= share <= 1:
        raise wrong("--decide-share", f"expected a number from 0 to 1, got {share}")
    return Plan.of(statement, seed=seed, batch_size=batch, decided_share=share)


def _interrupted(screened: int, store: Path | None) -> str:
    """Say what is kept, and how to go on."""
    import sys

    if store is None:
        return (
            f"kreissverify: interrupted after {screened:,} instances; nothing is kept, for want of "
            "--store FILE"
        )
    # quoted, so that it can be pasted into a shell as it stands
    command = shlex.join(["kreissverify", *sys.argv[1:]])
    return (
        f"kreissverify: interrupted; {screened:,} instances are kept in {store}. "
        f"To go on from there:\n    {command}"
    )
