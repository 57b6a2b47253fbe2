"""Workers of Dask: a cluster on this machine, or any scheduler by its address."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from kreissverify.campaigns.engines.base import Engine, Records, Resources, Work, in_order
from kreissverify.campaigns.errors import CampaignError
from kreissverify.campaigns.record import BatchRecord

__all__ = ["ENGINE"]

# Batches begun for each thread of a worker: one in work, one that has arrived, one on its way. With
# more, an interruption throws more work away.
_AHEAD = 3
# Seconds for a scheduler to answer, and for a first worker: a slow network needs less, and a wrong
# address is soon noticed.
_PATIENCE = 8


class Dask(Engine):
    """`dask.distributed`, the extra "distributed"."""

    name = "dask"
    takes_scheduler = True

    def results(self, work: Work, numbers: Iterable[int], resources: Resources) -> Records:
        """Work on the scheduler's workers, or in `resources.jobs` processes if none is given."""
        try:
            import distributed
        except ImportError:
            raise CampaignError(
                "engine",
                "dask needs the package distributed: pip install 'kreissverify[distributed]'",
            ) from None
        with ExitStack() as stack:
            client = _connected(distributed, resources, stack)
            threads = sum(client.nthreads().values())
            begun = in_order(
                lambda n: client.submit(work, n, pure=False), numbers, _AHEAD * threads
            )
            for future in begun:
                try:
                    record: BatchRecord = future.result()
                except CampaignError:
                    raise
                except Exception as error:  # raised on a worker, or for the loss of workers
                    raise CampaignError(
                        "engine", f"a worker of dask failed: {type(error).__name__}: {error}"
                    ) from error
                del future  # the scheduler keeps a result for as long as somebody holds it
                yield record


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let processes that are started here, in any thread, ignore Ctrl-C; this one ends them."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set how a signal is handled
        return
    # what is ignored stays so in a child; a Ctrl-C during the start itself is lost
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _connected(distributed: Any, resources: Resources, stack: ExitStack) -> Any:
    """Return a client with at least one worker; all that is started ends with the stack."""
    if resources.scheduler is None:
        with _interrupts_ignored():
            cluster = distributed.LocalCluster(
                n_workers=resources.jobs,
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        stack.enter_context(cluster)
        return stack.enter_context(distributed.Client(cluster))
    try:
        client = distributed.Client(resources.scheduler, timeout=_PATIENCE)
    except (OSError, ValueError, TypeError) as error:
        reason = str(error) if isinstance(error, ValueError) else "no scheduler answers"
        raise CampaignError(
            "scheduler",
            f"{resources.scheduler}: {reason}; expected an address such as tcp://host:8786",
        ) from None
    stack.enter_context(client)
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        raise CampaignError("scheduler", f"{resources.scheduler}: it has no workers") from None
    return client


ENGINE = Dask()
