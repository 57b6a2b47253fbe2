"""The companion matrix of a polynomial with given coefficients: a linear recurrence.

The polynomial is zⁿ⁺¹ + aₙzⁿ + ... + a₁z + a₀; the state holds n + 1 values, the latest one last.
The kind `Companion` ranges over the same matrices without names for their coefficients.

Source: R. A. Horn, C. R. Johnson, Matrix Analysis, 2nd edition, Cambridge 2013 (from memory); its
powers in W. Gautschi, The asymptotic behaviour of powers of matrices, Duke Mathematical Journal 20,
1953, 127-140.
"""

from __future__ import annotations

from typing import Any

from kreissverify.expressions.operations import block, identity, zeros
from kreissverify.instances.annotations import family
from kreissverify.instances.kinds import Rectangular
from kreissverify.instances.parameter_domains import Real

__all__ = ["LinearRecurrence"]


@family
def LinearRecurrence(a_0: Real(), a: Rectangular(1, "n")) -> Any:
    """u_(t+n+1) = -a₀u_t - a₁u_(t+1) - ... - aₙu_(t+n), where a = (a₁, ..., aₙ)."""
    return block([[zeros("n", 1), identity("n")], [-a_0 * identity(1), -a]])
