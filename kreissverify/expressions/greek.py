"""Greek letters for the names of parameters, as statements are printed."""

from __future__ import annotations

__all__ = ["greek"]

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eps": "ε", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "lamda": "λ", "mu": "μ", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "omega": "ω",
}  # fmt: skip


def greek(name: str) -> str:
    """Return a name with a Greek letter for it, also at the end of a dotted name.

    Examples
    --------
    >>> greek("mu"), greek("J.beta"), greek("step")
    ('μ', 'J.β', 'step')
    """
    owner, dot, last = name.rpartition(".")
    return f"{owner}{dot}{_GREEK.get(last, last)}"
