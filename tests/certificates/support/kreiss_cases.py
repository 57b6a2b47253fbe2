"""Facts about the Kreiss constant and the resolvent, and forgeries of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from tests.certificates.support.by_hand import ZERO, bounded_real_matrix, fact, kreiss_upper
from tests.certificates.support.case import IDENTITY, JACOBIAN, Case, J, changed

RADII = ["1", "5/4", "11/8", "3/2", "13/8", "7/4", "15/8", "2", "5/2", "4", "8", "16"]


def pseudoeigenvector(r: float) -> list[list[str]]:
    """Return x with |x|/|(rI - J)x| near the resolvent norm, in rationals."""
    u, _, _ = np.linalg.svd(np.linalg.inv(r * np.eye(2) - J))
    return [[str(Fraction(float(v)).limit_denominator(10**6)), "0"] for v in u[:, 0]]


def _kreiss() -> dict[str, Case]:
    lower = fact(
        "K", lower={"value": "1249/1000", "z": ["11/6", "0"], "x": pseudoeigenvector(11 / 6)}
    )
    circled = fact("K", upper=kreiss_upper("127/100", JACOBIAN, RADII))
    circles = circled["upper"]["circles"]
    low_g = [{**circle, "g": str(Fraction(circle["g"]) * 9 / 10)} for circle in circles]
    negative = [{**circles[0], "P": [["-1", "0"], ["0", "-1"]]}, *circles[1:]]
    skew = [{**circles[0], "P": [["9", "1"], ["0", "9"]]}, *circles[1:]]
    radius = fact("K", upper={"value": "1", "Z": [["-1/2", "0"], ["0", "1/2"]]})
    contraction = (("1/2", "0"), ("1/2", "1/2"))
    return {
        "K lower": Case(
            fact("K", lower={"value": "1"}), {"above one": fact("K", lower={"value": "1001/1000"})}
        ),
        "K lower x z": Case(
            lower,
            {
                "too large": changed(lower, "lower", value="1251/1000"),
                "z inside the disc": changed(lower, "lower", z=["4/5", "1/2"]),
                "z on the circle": changed(lower, "lower", z=["3/5", "4/5"], value="1/1000"),
                "x zero": changed(lower, "lower", x=[["0", "0"], ["0", "0"]]),
                "x too short": changed(lower, "lower", x=[["1", "0"]]),
                "other x": changed(lower, "lower", x=[["1", "0"], ["-1", "0"]]),
                "without z": changed(lower, "lower", z=None),
                "a field too many": changed(lower, "lower", P=IDENTITY),
            },
        ),
        "K lower rho": Case(
            fact("K", lower={"value": "inf", "rho": "6/5"}),
            {
                "above the radius": fact("K", lower={"value": "inf", "rho": "5/4"}),
                "not above one": fact("K", lower={"value": "inf", "rho": "1"}),
                "on the upper side": fact("K", upper={"value": "inf", "rho": "6/5"}),
            },
            (("5/8", "1/2"), ("2/3", "5/8")),
        ),
        "K upper Z, a contraction": Case(
            fact("K", upper={"value": "1", "Z": ZERO}),
            {
                "below one": fact("K", upper={"value": "99/100", "Z": ZERO}),
                "a method": fact("K", upper={"value": "1", "Z": ZERO, "method": "trust"}),
                "no witness": fact("K", upper={"value": "1"}),
            },
            contraction,
        ),
        "K upper Z, norm above one": Case(
            fact("norm", upper={"value": "3"}),
            {"Z zero": fact("K", upper={"value": "9", "Z": ZERO})},
        ),
        "K upper Z": Case(
            radius,
            {
                "below one": changed(radius, "upper", value="1/2"),
                "another Z": changed(radius, "upper", Z=[["1/2", "0"], ["0", "-1/2"]]),
                "Z not symmetric": changed(radius, "upper", Z=[["-1/2", "0"], ["1/9", "1/2"]]),
                "Z too small": changed(radius, "upper", Z=[["1/2"]]),
            },
            (("1/2", "0"), ("1", "1/2")),
        ),
        "K upper circles": Case(
            circled,
            {
                "below K": changed(circled, "upper", value="6/5"),
                "just below the chords": changed(circled, "upper", value="1249/1000"),
                "g too small": changed(circled, "upper", circles=low_g),
                "first circle missing": changed(circled, "upper", circles=circles[1:]),
                "last circles missing": changed(circled, "upper", circles=circles[:4]),
                "peak circles missing": changed(
                    circled, "upper", circles=[circles[0], circles[-1]]
                ),
                "not ascending": changed(circled, "upper", circles=[circles[0], *circles[:0:-1]]),
                "going back": changed(circled, "upper", circles=[*circles, *circles[-2:]]),
                "a circle twice": changed(circled, "upper", circles=[circles[0], *circles]),
                "P negative": changed(circled, "upper", circles=negative),
                "P not symmetric": changed(circled, "upper", circles=skew),
                "no circles": changed(circled, "upper", circles=[]),
                "a string": changed(circled, "upper", circles="1"),
            },
        ),
    }


def unstable_circle() -> Case:
    """J has the eigenvalues 2 and -3/2; P = -I satisfies the inequality with g = 3, not P ⪰ 0."""
    minus = [["-1", "0"], ["0", "-1"]]
    circle = {"r": "1", "g": "3", "P": minus}
    upper = {"value": "3", "circles": [circle]}
    return Case(
        fact("K", lower={"value": "inf", "rho": "3/2"}),
        {
            "K is infinite": fact("K", upper=upper),
            "ρ > 1": fact("G", "J", "1", upper={"value": "3", "P": minus}),
        },
        (("1/4", "7/4"), ("7/4", "1/4")),
    )


def _resolvent() -> dict[str, Case]:
    lower = fact(
        "G", "J", "1", lower={"value": "847/100", "z": ["1", "0"], "x": pseudoeigenvector(1)}
    )
    P = bounded_real_matrix(J, 1.0, 8.5)
    upper = fact("G", "J", "1", upper={"value": "85/10", "P": P})
    return {
        "G lower x z": Case(
            lower,
            {
                "too large": changed(lower, "lower", value="848/100"),
                "z inside the circle": changed(lower, "lower", z=["99/100", "0"]),
                "no argument": {**lower, "args": []},
                "another radius": {**lower, "args": ["-1"]},
            },
        ),
        "G lower x z, outside the circle": Case(
            changed(lower, "lower", value="8", z=["101/100", "0"]),
            {"radius zero": {**changed(lower, "lower", z=["101/100", "0"]), "args": ["0"]}},
        ),
        "G lower rho": Case(
            fact("G", "J", "5/4", lower={"value": "inf", "rho": "3/2"}),
            {
                "a radius above ρ": fact("G", "J", "8/5", lower={"value": "inf", "rho": "3/2"}),
                "above ρ": fact("G", "J", "5/4", lower={"value": "inf", "rho": "17/8"}),
                "radius zero": fact("G", "J", "0", lower={"value": "inf", "rho": "3/2"}),
                "negative": fact("G", "J", "-1", lower={"value": "inf", "rho": "-1/2"}),
            },
            (("1/4", "7/4"), ("7/4", "1/4")),
        ),
        "G lower rho, ρ met": Case(
            fact("G", "J", "1", lower={"value": "inf", "rho": "1"}),
            {"above ρ": fact("G", "J", "1", lower={"value": "inf", "rho": "1001/1000"})},
            (("0", "1"), ("-1", "0")),
        ),
        "G upper P": Case(
            upper,
            {
                "too small": changed(upper, "upper", value="8"),
                "negative": changed(upper, "upper", value="-85/10"),
                "another radius": {**upper, "args": ["9/10"]},
                "radius zero": {**upper, "args": ["0"]},
                "P too large": changed(upper, "upper", P=[["999", "0"], ["0", "999"]]),
                "P of another size": changed(upper, "upper", P=[["999"]]),
            },
        ),
    }


KREISS_CASES: dict[str, Case] = {
    **_kreiss(),
    "K upper circles, an unstable matrix": unstable_circle(),
    **_resolvent(),
}
