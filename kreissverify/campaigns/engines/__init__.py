"""Engines: what the batches of a campaign run on, one file each, and registered here."""

from __future__ import annotations

from kreissverify.campaigns.engines.base import (
    Engine,
    Resources,
    engine_named,
    register,
    registry,
)
from kreissverify.campaigns.engines.dask import ENGINE as DASK
from kreissverify.campaigns.engines.processes import ENGINE as PROCESSES
from kreissverify.campaigns.engines.serial import ENGINE as SERIAL

__all__ = ["Engine", "Resources", "engine_named", "register", "registry"]

BUNDLED = (SERIAL, PROCESSES, DASK)
for _engine in BUNDLED:
    register(_engine)
