"""Facts about the pseudospectral radius and the stability radius, and forgeries of them.

For J = [[1/2, 0], [2, 1/2]]: ρ_ε = 1/2 + √(ε(ε+2)), 1.1633 at ε = 1/5; 1/G(1) = (√5-2)/2 = 0.11803.
"""

from __future__ import annotations

from by_hand import bounded_real_matrix, fact
from case import IDENTITY, Case, J, changed
from kreiss_cases import pseudoeigenvector

_UNSTABLE = (("1/4", "7/4"), ("7/4", "1/4"))
_TURNING = (("0", "1"), ("-1", "0"))


def _radius() -> dict[str, Case]:
    point = {"z": ["29/25", "0"], "x": pseudoeigenvector(1.16)}
    lower = fact("rho_eps", "J", "1/5", lower={"value": "29/25", **point})
    P = bounded_real_matrix(J, 1.17, 4.99)
    upper = fact("rho_eps", "J", "1/5", upper={"value": "117/100", "P": P})
    return {
        "rho_eps lower": Case(
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
        "rho_eps upper": Case(
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


def _distance() -> dict[str, Case]:
    P = bounded_real_matrix(J, 1.0, 8.5)
    lower = fact("stability_radius", lower={"value": "10/85", "P": P})
    point = {"z": ["1", "0"], "x": pseudoeigenvector(1)}
    upper = fact("stability_radius", upper={"value": "11804/100000", **point})
    none = fact("stability_radius", upper={"value": "0"})
    return {
        "stability_radius lower": Case(
            lower,
            {
                "too large": changed(lower, "lower", value="11804/100000"),
                "zero": changed(lower, "lower", value="0"),
                "negative": changed(lower, "lower", value="-10/85"),
            },
        ),
        "stability_radius upper": Case(
            upper,
            {
                "too small": changed(upper, "upper", value="11803/100000"),
                "z off the circle": changed(upper, "upper", z=["99/100", "0"]),
                "negative": changed(upper, "upper", value="-1"),
                "of a stable matrix": none,
            },
        ),
        "stability_radius zero": Case(
            none,
            {
                "negative": changed(none, "upper", value="-1"),
                "a circle inside the spectrum": fact(
                    "rho_eps", "J", "1/5", upper={"value": "1", "P": P}
                ),
            },
            _UNSTABLE,
        ),
        "stability_radius zero on the circle": Case(
            none, {"a lower bound": changed(lower, "lower", value="1/100")}, _TURNING
        ),
    }


PSEUDOSPECTRUM_CASES = {**_radius(), **_distance()}
