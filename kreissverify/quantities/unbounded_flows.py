"""K_c of flows that may be unstable: ∞, with the eigenvalue that makes it so, or a refusal."""

from __future__ import annotations

import math

import numpy as np
from flint import fmpq

from kreissverify.matrices.matrix import Matrix
from kreissverify.matrices.spectrum.spectrum_position import SpectrumPosition, abscissa_position
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.errors import Refused
from kreissverify.numbers.extended import is_finite
from kreissverify.numbers.rational import rational_string
from kreissverify.quantities.flows.spectral_abscissa import QUANTITY as SPECTRAL_ABSCISSA
from kreissverify.quantities.resolvent.witness import rounded_down
from kreissverify.quantities.witnesses import certified

__all__ = ["outermost_eigenvalue", "unbounded_flow"]


def unbounded_flow(matrix: Matrix, name: str) -> Enclosure | None:
    """Return ∞ if e^{tA} is proved not to be bounded, None if α(A) < 0.

    Parameters
    ----------
    matrix
        A.
    name
        The quantity that is asked for, as messages name it.

    Raises
    ------
    Refused
        If α(A) = 0 and e^{tA} is bounded, or the matrix is too large for an exact decision.
    """
    position = abscissa_position(matrix.real_form.exact, fmpq(0))
    if position is SpectrumPosition.INSIDE:
        return None
    if position is SpectrumPosition.SEMISIMPLE:
        raise Refused(
            f"{name}: the eigenvalue {outermost_eigenvalue(matrix)} is on the imaginary axis and "
            f"semisimple, where lines prove no bound; {name} is finite"
        )
    alpha = SPECTRAL_ABSCISSA.enclosure(matrix, rtol=1e-3).lower.value
    if not is_finite(alpha) or alpha <= 0:  # on the axis, and defective: no number says so
        return Enclosure.exactly(math.inf)
    witness = {"abscissa": rational_string(rounded_down(alpha, 4))}
    return certified(math.inf, math.inf, witness)


def outermost_eigenvalue(matrix: Matrix) -> str:
    """Return the eigenvalue of largest real part in floats, as messages write it."""
    eigenvalues = np.asarray(np.linalg.eigvals(matrix.array), dtype=np.complex128)
    value = complex(eigenvalues[np.argmax(eigenvalues.real)])
    return f"{value.real:.6g}" + (f"{value.imag:+.6g}i" if value.imag else "")
