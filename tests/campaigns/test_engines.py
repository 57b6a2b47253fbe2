"""Engines: the same records in the same order, and clear words where one cannot be had."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from kreissverify.campaigns import CampaignError, Plan, Resources, run_campaign
from kreissverify.campaigns.engines import engine_named, registry
from kreissverify.campaigns.engines.base import in_order
from kreissverify.campaigns.record import BatchRecord
from kreissverify.campaigns.task import Work
from kreissverify.theorems import Statement


@pytest.fixture
def plan(bound: Statement) -> Plan:
    return Plan.of(bound, batch_size=30, decided_share=0.04)


def records(
    engine: str, bound: Statement, plan: Plan, resources: Resources | None = None
) -> list[BatchRecord]:
    results = engine_named(engine).results(
        Work.of(bound, plan), range(9), resources or Resources(2)
    )
    return list(results)


@pytest.fixture
def expected(bound: Statement, plan: Plan) -> list[BatchRecord]:
    return records("serial", bound, plan)


def test_the_registry_finds_the_engines() -> None:
    assert {"serial", "processes", "dask"} <= set(registry())


def test_an_unknown_engine_is_refused_with_those_there_are(bound: Statement, plan: Plan) -> None:
    words = "unknown engine: 'mpi'; expected one of dask, processes, serial"
    with pytest.raises(CampaignError, match=words):
        run_campaign(bound, plan, 30, engine="mpi")


def test_few_batches_are_begun_ahead_of_what_is_taken() -> None:
    begun: list[int] = []
    source = in_order(lambda n: begun.append(n) or n, iter(range(1000)), 6)
    for taken in range(994):
        assert next(source) == taken
        assert len(begun) == taken + 6
    assert list(source) == list(range(994, 1000))


@pytest.mark.slow
def test_processes_give_the_same_records(
    bound: Statement, plan: Plan, expected: list[BatchRecord]
) -> None:
    assert records("processes", bound, plan) == expected


@pytest.mark.slow
def test_dask_gives_the_same_records_by_itself_and_by_an_address(
    bound: Statement, plan: Plan, expected: list[BatchRecord], tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    assert records("dask", bound, plan) == expected
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        resources = Resources(scheduler=cluster.scheduler_address)
        assert records("dask", bound, plan, resources) == expected


@pytest.mark.slow
def test_a_worker_that_is_killed_is_said(bound: Statement, plan: Plan) -> None:
    work = _Killing(Work.of(bound, plan))
    results = engine_named("processes").results(work, range(9), Resources(1))
    with pytest.raises(CampaignError, match="a worker process was ended from outside"):
        list(results)


class _Killing:
    """Work that kills its worker, as the system does that is out of memory."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def __call__(self, number: int) -> BatchRecord:
        os.kill(os.getpid(), signal.SIGKILL)
        return self.work(number)


def test_a_scheduler_that_does_not_answer_is_said_within_ten_seconds(
    bound: Statement, plan: Plan
) -> None:
    pytest.importorskip("distributed")
    began = time.monotonic()
    with pytest.raises(CampaignError, match="no scheduler answers") as refusal:
        records("dask", bound, plan, Resources(scheduler="tcp://127.0.0.1:9"))
    assert refusal.value.option == "scheduler"
    assert time.monotonic() - began < 20  # twice what it is, on a busy machine
    with pytest.raises(CampaignError, match="expected an address such as"):
        records("dask", bound, plan, Resources(scheduler="nowhere"))


@pytest.fixture
def idle_scheduler() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=0, processes=False, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def test_a_scheduler_without_workers_is_said(
    bound: Statement, plan: Plan, idle_scheduler: str
) -> None:
    from kreissverify.campaigns.engines import dask

    with (
        patch.object(dask, "_PATIENCE", 1),
        pytest.raises(CampaignError, match="it has no workers"),
    ):
        records("dask", bound, plan, Resources(scheduler=idle_scheduler))


def test_a_missing_extra_says_which_to_install(bound: Statement, plan: Plan) -> None:
    with (
        patch.dict(sys.modules, {"distributed": None}),
        pytest.raises(CampaignError, match=r"pip install 'kreissverify\[distributed\]'"),
    ):
        records("dask", bound, plan)


def test_a_scheduler_is_refused_where_it_would_be_ignored(bound: Statement, plan: Plan) -> None:
    with pytest.raises(CampaignError, match="the engine serial takes none"):
        run_campaign(bound, plan, 30, resources=Resources(scheduler="tcp://a:1"))


def test_a_theorem_file_that_changed_is_noticed(bound: Statement, plan: Plan) -> None:
    other = Plan(plan.identifier, "0" * 16)
    with pytest.raises(CampaignError, match="the statement changed"):
        Work.of(bound, other)(0)


def test_a_theorem_file_that_a_worker_does_not_have_is_said(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(CampaignError, match="workers also need the file"):
        Work(f"{tmp_path / 'gone.py'}::bound", plan)(0)
