"""Engines: one file each, found by the registry."""

from __future__ import annotations

from kreissverify.campaigns.engines.base import Engine, Resources, engine_named, registry

__all__ = ["Engine", "Resources", "engine_named", "registry"]
