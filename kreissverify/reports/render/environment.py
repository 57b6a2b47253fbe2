"""What a run was made with: versions and platform, for whoever wants to make it again."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

__all__ = ["environment"]

#: The packages that results depend on.
_PACKAGES = (
    "numpy", "scipy", "sympy", "mpmath", "gmpy2", "python-flint", "z3-solver", "cvc5",
)  # fmt: skip


def environment() -> dict[str, str]:
    """Return the versions of kreissverify, Python and the packages, the platform and the time."""
    from kreissverify import __version__

    return {
        "kreissverify": __version__,
        "Python": f"{platform.python_version()} ({platform.python_implementation()})",
        "platform": f"{platform.system()} {platform.machine()}",
        **{name: _version(name) for name in _PACKAGES},
        "written": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
