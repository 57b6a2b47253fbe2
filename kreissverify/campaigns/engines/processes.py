"""Processes of this machine."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from kreissverify.campaigns.engines.base import Engine, Records, Resources, Work, in_order
from kreissverify.campaigns.errors import CampaignError
from kreissverify.system.worker_processes import follow_parent, single_threaded_blas

__all__ = ["ENGINE"]

# Batches begun for each process: results are taken in order, and a process that has finished must
# not wait for a slower one. With more, an interruption throws more work away.
_AHEAD = 3


class Processes(Engine):
    """A pool of fresh processes, each on one core."""

    name = "processes"

    def results(self, work: Work, numbers: Iterable[int], resources: Resources) -> Records:
        """Work in `resources.jobs` processes."""
        with single_threaded_blas():
            pool = ProcessPoolExecutor(
                resources.jobs, multiprocessing.get_context("spawn"), initializer=follow_parent
            )
            try:
                begun = in_order(lambda n: pool.submit(work, n), numbers, _AHEAD * resources.jobs)
                for future in begun:
                    yield future.result()
            except BrokenProcessPool:
                raise CampaignError(
                    "engine",
                    "a worker process was ended from outside (is there too little memory for "
                    f"--jobs {resources.jobs}?)",
                ) from None
            finally:
                pool.shutdown(cancel_futures=True)  # what is begun ends: a batch or two


ENGINE = Processes()
