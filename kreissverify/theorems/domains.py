"""What a further parameter of a theorem ranges over: an interval of reals or of integers."""

from __future__ import annotations

from kreissverify.instances.scalars import Domain, Integer, Real

__all__ = ["Domain", "Integer", "Real"]
