"""Facts about the pseudospectral radius, and forgeries of them.

For J = [[1/2, 0], [2, 1/2]]: ρ_ε = 1/2 + √(ε(ε+2)), 1.1633 at ε = 1/5.
"""

from __future__ import annotations

from tests.certificates.support.by_hand import bounded_real_matrix, fact
from tests.certificates.support.case import IDENTITY, Case, J, changed
from tests.certificates.support.kreiss_cases import pseudoeigenvector


def _radius() -> dict[str, Case]:
    point = {"z": ["29/25", "0"], "x": pseudoeigenvector(1.16)}
    lower = fact("rho_eps", "J", "1/5", lower={"value": "29/25", **point})
    P = bounded_real_matrix(J, 1.17, 4.99)
    upper = fact("rho_eps", "J", "1/5", upper={"value": "117/100", "P": P})
    return {
        "rho_eps lower x z": Case(
            lower,
            {
                "beyond the point": changed(lower, "lower", value="117/100"),
                "beyond the edge": changed(lower, "lower", value="117/100", z=["117/100", "0"]),
                "a smaller level": {**lower, "args": ["19/100"]},
                "a negative level": {**lower, "args": ["-1/5"]},
                "no level": {**lower, "args": []},
                "no vector": changed(lower, "lower", x=[["0", "0"], ["0", "0"]]),
            },
        ),
        "rho_eps upper P": Case(
            upper,
            {
                "too small": changed(upper, "upper", value="116/100"),
                "a larger level": {**upper, "args": ["21/100"]},
                "level zero": {**upper, "args": ["0"]},
                "a negative level": {**upper, "args": ["-1/5"]},
                "not P": changed(upper, "upper", P=IDENTITY),
            },
        ),
    }


PSEUDOSPECTRUM_CASES = _radius()
