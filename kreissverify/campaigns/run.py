"""A theorem on many instances: batches from an engine, in order, into a store and a summary."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from functools import partial
from pathlib import Path

import orjson

from kreissverify.campaigns.engines import Resources, engine_named
from kreissverify.campaigns.errors import CampaignError
from kreissverify.campaigns.plan import Plan
from kreissverify.campaigns.record import BatchRecord
from kreissverify.campaigns.store import Store
from kreissverify.campaigns.summary import Summary
from kreissverify.campaigns.task import Work
from kreissverify.theorems import Statement

__all__ = ["run_campaign"]


def run_campaign(
    statement: Statement,
    plan: Plan,
    instances: int,
    *,
    engine: str = "serial",
    resources: Resources | None = None,
    store: Path | None = None,
    summary: Summary | None = None,
    on_batch: Callable[[Summary], None] = lambda summary: None,
) -> Summary:
    """Run the batches that hold at least so many instances, but for those that a store has.

    Parameters
    ----------
    statement, plan
        The statement, and what its batches are a function of.
    instances
        How many instances at least; whole batches are done.
    engine
        The name of an engine; the results do not depend on it.
    resources
        What the engine may use; two processes of this machine by default.
    store
        The file to which batches are appended; None keeps sums only.
    summary
        Where the sums go, so that they outlive an interruption; empty at first.
    on_batch
        Called with the sums after the batches of the store, and after each further one.

    Returns
    -------
    Summary
        The sums over the batches of the store and the new ones.

    Raises
    ------
    CampaignError
        If an option is wrong or fails; what the store holds is kept.
    """
    if not statement.quantified:
        raise CampaignError("NAME", f"{statement.id} has no variables: `verify` decides it at once")
    chosen = engine_named(engine)
    resources = resources or Resources()
    if resources.scheduler is not None and not chosen.takes_scheduler:
        raise CampaignError("scheduler", f"the engine {engine} takes none; use --engine dask")
    work, total = Work.of(statement, plan), plan.batches(instances)
    sums = Summary() if summary is None else summary
    if store is None:
        _go_on(chosen.results(work, range(total), resources), sums, on_batch)
        return sums
    with Store(store, plan.header()) as kept:
        for record in kept.records(partial(BatchRecord.read, variable=statement.quantified[0][0])):
            sums.add(record)
        if sums.batches > total:
            held = sums.batches * plan.batch_size
            raise CampaignError(
                "instances",
                f"{store} holds {held} already; ask for {held} or more, or use another store",
            )
        on_batch(sums)
        if sums.batches < total:
            left = range(sums.batches, total)
            _go_on(chosen.results(work, left, resources), sums, on_batch, kept)
    return sums


def _go_on(
    records: Generator[BatchRecord, None, None],
    sums: Summary,
    on_batch: Callable[[Summary], None],
    store: Store | None = None,
) -> None:
    with closing(records):  # also by Ctrl-C: it ends the workers
        for record in records:
            if store is not None:
                store.append(orjson.dumps(record.document()))
            sums.add(record)
            on_batch(sums)
