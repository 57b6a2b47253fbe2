"""pytest for theorems about transient growth."""

from __future__ import annotations

__version__ = "0.1.0"
