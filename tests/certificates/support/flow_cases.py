"""Facts about quantities of flows, and forgeries of them.

For J = [[-1/2, 0], [2, -1/2]]: c = 2, μ = 1/2, κ = 4, so that α = -1/2, ω = 1/2, K_c = 5/4 (at
z = 5/6), L_c = 2, H_c = 2 + c²/(4μ³) = 10, M_c = e^(acosh 2 - √3/2) = 1.5698... at t = √3, and
G_c(0) = 8.472...
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import scipy.linalg

from tests.certificates.support.by_hand import Document, fact
from tests.certificates.support.case import IDENTITY, Case, changed

#: e^{tA} tends to the projector [[1, 3], [0, 0]]: K_c = √10.
SETTLING = (("0", "3/2"), ("0", "-1/2"))
FLOW = (("-1/2", "0"), ("2", "-1/2"))
A = np.array([[-0.5, 0.0], [2.0, -0.5]])
ROTATION = (("0", "-2"), ("2", "0"))
#: A Jordan block of two rows at ±i√2: [[C, I], [0, C]] with C = [[0, -2], [1, 0]].
RESONANT = (
    ("0", "-2", "1", "0"),
    ("1", "0", "0", "1"),
    ("0", "0", "0", "-2"),
    ("0", "0", "1", "0"),
)
UNSTABLE = (("1/3", "0"), ("0", "-1/2"))
#: AᵀP + PA ⪯ 0 for P = diag(4, 1): L_c = 2.
FORM = [["4", "0"], ["0", "1"]]
#: Where K_c is attained, and the vector there: 5/4 exactly.
POINT = {"z": ["5/6", "0"], "x": [["1", "0"], ["2", "0"]]}
#: AQ + QAᵀ + I = 0.
GRAMIAN = [["1", "2"], ["2", "9"]]
GROWING = {"P": IDENTITY}
NO_VECTOR = {"x": [["0", "0"], ["0", "0"]]}


def rows(P: np.ndarray) -> list[list[str]]:
    """Return a symmetric matrix of floats as the rationals that they are."""
    return [[str(Fraction(float(x))) for x in row] for row in (P + P.T) / 2]


def line_form(J: np.ndarray, x: float, g: float) -> list[list[str]]:
    """Return P of the line (x, g, P): a solution of FᵀP + PF + (1 + ε)I + P²/g² = 0."""
    one = np.eye(len(J))
    return rows(scipy.linalg.solve_continuous_are(J - x * one, one, (1 + 1e-9) * one, -g * g * one))


def resolvent_on_line(J: np.ndarray, x: float) -> float:
    """Return the largest resolvent norm on Re z = x, from many points."""
    heights = np.linspace(-10, 10, 4001) * np.linalg.norm(J, 2)
    stack = (x + 1j * heights)[:, None, None] * np.eye(len(J)) - J
    return float(1 / np.linalg.svd(stack, compute_uv=False)[:, -1].min())


def lines(J: np.ndarray, places: list[str], slack: float = 1e-6) -> list[dict[str, object]]:
    """Return the lines of a K_c upper bound."""
    found: list[dict[str, object]] = []
    for x in places:
        at = float(Fraction(x))
        g = Fraction(resolvent_on_line(J, at) * (1 + slack)).limit_denominator(10**9)
        found.append({"x": x, "g": str(g), "P": line_form(J, at, float(g))})
    return found


def cells(J: np.ndarray, level: float, start: float = 0.0) -> dict[str, object]:
    """Return the witness of ‖e^(tJ)‖ ≤ level from a time on: P, ω and times, by small steps."""
    P = scipy.linalg.solve_continuous_lyapunov(J.T, -np.eye(len(J)))
    P = P / np.linalg.eigvalsh(P)[0] * (1 + 1e-9)
    omega = Fraction(float(np.linalg.eigvalsh((J + J.T) / 2)[-1]) + 1e-9)
    times, t = [Fraction(start)], Fraction(start)
    while True:
        E = scipy.linalg.expm(float(t) * J)
        if np.linalg.eigvalsh(E.T @ P @ E)[-1] <= level**2 * (1 - 1e-9):
            return {"P": rows(P), "omega": str(omega), "times": [*map(str, times)]}
        Y = J @ J @ E
        B = min(
            math.sqrt(np.linalg.eigvalsh(Y.T @ P @ Y)[-1] * len(J)),
            math.exp(float(omega)) * np.linalg.norm(Y),
        )
        h = 1.0
        while h > 1e-9 and max(
            np.linalg.norm(E, 2), np.linalg.norm(scipy.linalg.expm((float(t) + h) * J), 2)
        ) + h * h * B / 8 > level * (1 - 1e-12):
            h /= 2
        t += Fraction(h)
        times.append(t)


def _two_sided(name: str, value: str, above: str, below: str) -> dict[str, Case]:
    low, high = fact(name, lower={"value": value}), fact(name, upper={"value": value})
    return {
        f"{name} lower": Case(
            low,
            {
                "too large": fact(name, lower={"value": above}),
                "infinite": fact(name, lower={"value": "inf"}),
            },
            FLOW,
        ),
        f"{name} upper": Case(
            high,
            {
                "too small": fact(name, upper={"value": below}),
                "one to the left": fact(name, upper={"value": "-3/2"}),
            },
            FLOW,
        ),
    }


def _infinities() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for name in ("K_c", "M_c", "L_c"):
        shown = fact(name, lower={"value": "inf", "abscissa": "1/3"})
        found[f"{name} lower abscissa"] = Case(
            shown,
            {
                "beyond α": changed(shown, "lower", abscissa="2/5"),
                "zero": changed(shown, "lower", abscissa="0"),
                "negative": changed(shown, "lower", abscissa="-1"),
                "no witness": changed(shown, "lower", abscissa=None),
            },
            UNSTABLE,
        )
        chain = fact(
            name, lower={"value": "inf", "s": "2", "x": [["0", "0"]] * 2 + [["1", "1"], ["0", "0"]]}
        )
        found[f"{name} lower s x"] = Case(
            chain,
            {
                "another frequency": changed(chain, "lower", s="3"),
                "no frequency": changed(chain, "lower", s="0"),
                "negative": changed(chain, "lower", s="-2"),
                "an eigenvector": changed(chain, "lower", x=[["1", "0"]] + [["0", "0"]] * 3),
                "no vector": changed(chain, "lower", x=[["0", "0"]] * 4),
            },
            RESONANT,
        )
    nilpotent = fact("M_c", lower={"value": "inf", "s": "0", "x": [["1", "0"], ["0", "0"]]})
    found["M_c lower s x, at 0"] = Case(
        nilpotent,
        {"an eigenvector": changed(nilpotent, "lower", x=[["0", "0"], ["1", "0"]])},
        (("0", "0"), ("1", "0")),
    )
    sums = fact("H_c", lower={"value": "inf", "abscissa": "0"})
    found["H_c lower abscissa"] = Case(
        sums,
        {
            "beyond α": changed(sums, "lower", abscissa="1/2"),
            "negative": changed(sums, "lower", abscissa="-1/2"),
        },
        ROTATION,
    )
    pole = fact("G_c", "J", "-1/2", lower={"value": "inf", "abscissa": "-1/2"})
    found["G_c lower abscissa"] = Case(
        pole,
        {
            "a line to the right": {**pole, "args": ["-1/3"]},
            "beyond α": changed({**pole, "args": ["-1/3"]}, "lower", abscissa="-1/3"),
        },
        FLOW,
    )
    return found


def _starts() -> dict[str, Case]:
    """Return K_c ≤ 4 of a flow with the eigenvalue 0."""
    array = np.array([[0.0, 1.5], [0.0, -0.5]])
    first = [["3/2", "9/2"], ["9/2", "27/2"]]
    second = [["1", "-6"], ["-6", "360"]]
    third = [["-2", "-152"], ["-152", "940"]]
    far = lines(array, ["1/8", "1/4", "1/2", "1"], slack=1e-3)
    good = fact("K_c", upper={"value": "4", "Y": [first, second, third], "lines": far})
    nearer = lines(array, ["1/4", "1/2", "1"], slack=1e-3)
    forged: dict[str, dict[str, object]] = {
        "below K_c": {"value": "3"},
        "value negative": {"value": "-4"},
        "Y reaches less far": {"lines": nearer},
        "from the axis itself": {"lines": [{**far[0], "x": "0"}, *far[1:]]},
        "no lines": {"lines": []},
        "Y₀ alone": {"Y": [first]},
        "Y₀ not kept by the flow": {"Y": [[["3/2", "9/2"], ["9/2", "27"]], second, third]},
        "Y₁ not symmetric": {"Y": [first, [["1", "-12"], ["0", "360"]], third]},
        "Y none": {"Y": []},
        "a line that fails": {"lines": [{**far[0], "g": "2"}, *far[1:]]},
        "no tail": {"lines": far[:1]},
        "lines that descend": {"lines": [far[1], far[0], *far[2:]]},
    }
    return {
        "K_c upper Y lines": Case(
            good, {text: changed(good, "upper", **x) for text, x in forged.items()}, SETTLING
        )
    }


def _kreiss() -> dict[str, Case]:
    lower = {"value": "5/4", **POINT}
    places = ["0", "1/4", "1/2", "2/3", "3/4", "5/6", "1", "5/4", "3/2", "2", "5/2", "6"]
    curves = lines(A, places)
    by_lines = fact("K_c", upper={"value": "127/100", "lines": curves})
    by_form = fact("K_c", upper={"value": "5/4", "P": FORM})
    found = {
        "K_c lower": Case(
            fact("K_c", lower={"value": "1"}),
            {"above one": fact("K_c", lower={"value": "1001/1000"})},
            FLOW,
        ),
        "K_c upper": Case(
            fact("K_c", upper={"value": "1"}),
            {"below one": fact("K_c", upper={"value": "99/100"})},
            ROTATION,
        ),
        "K_c upper, of a form that grows": Case(
            by_form, {"no witness": fact("K_c", upper={"value": "5/4"})}, FLOW
        ),
        "K_c upper lines": Case(
            by_lines,
            {
                "below K_c": changed(by_lines, "upper", value="124/100"),
                "below one": changed(by_lines, "upper", value="1/2"),
                "no line at 0": changed(by_lines, "upper", lines=curves[1:]),
                "no lines": changed(by_lines, "upper", lines=[]),
                "too few": changed(by_lines, "upper", lines=[curves[0], curves[-1]]),
                "no tail": changed(by_lines, "upper", lines=curves[:6]),
                "out of order": changed(by_lines, "upper", lines=[curves[0], *curves[2:0:-1]]),
                "a bound too small": changed(
                    by_lines, "upper", lines=[{**curves[0], "g": "8"}, *curves[1:]]
                ),
                "another P": changed(
                    by_lines, "upper", lines=[{**curves[0], "P": IDENTITY}, *curves[1:]]
                ),
                "a circle": changed(
                    by_lines, "upper", lines=[{"r": "0", "g": "9", "P": curves[0]["P"]}]
                ),
            },
            FLOW,
        ),
        **_starts(),
        "K_c upper P": Case(by_form, _bad_forms(by_form, "6/5"), FLOW),
        "L_c lower x z": Case(
            fact("L_c", lower={"value": "2", **POINT}),
            {
                "too large": fact("L_c", lower={"value": "201/100", **POINT}),
                "elsewhere": fact("L_c", lower={"value": "2", **POINT, "z": ["1", "0"]}),
            },
            FLOW,
        ),
    }
    for name in ("K_c", "M_c"):
        found[f"{name} lower x z"] = Case(
            fact(name, lower=dict(lower)),
            {
                "too large": fact(name, lower={**lower, "value": "1251/1000"}),
                "to the left": fact(name, lower={**lower, "z": ["-5/6", "0"]}),
                "on the axis": fact(name, lower={**lower, "z": ["0", "5/6"]}),
                "no vector": fact(name, lower={**lower, **NO_VECTOR}),
                "infinite": fact(name, lower={**lower, "value": "inf"}),
            },
            FLOW,
        )
    return found


def _bad_forms(good: Document, below: str) -> dict[str, Document]:
    return {
        "below": changed(good, "upper", value=below),
        "negative": changed(good, "upper", value="-2"),
        "it grows": changed(good, "upper", **GROWING),
        "below I": changed(good, "upper", P=[["2", "0"], ["0", "1/2"]]),
        "zero": changed(good, "upper", P=[["0", "0"], ["0", "0"]]),
        "not symmetric": changed(good, "upper", P=[["4", "1/8"], ["0", "1"]]),
    }


def _resolvents() -> dict[str, Case]:
    low = fact(
        "G_c", "J", "0", lower={"value": "84/10", "z": ["0", "0"], "x": [["21", "0"], ["89", "0"]]}
    )
    high = fact("G_c", "J", "0", upper={"value": "848/100", "P": line_form(A, 0, 8.48)})
    inside = fact(
        "pseudospectral_abscissa",
        "J",
        "1/5",
        lower={"value": "16/100", "z": ["16/100", "0"], "x": [["1000", "0"], ["3331", "0"]]},
    )
    outside = fact(
        "pseudospectral_abscissa",
        "J",
        "1/5",
        upper={"value": "17/100", "P": line_form(A, 0.17, 4.99)},
    )
    return {
        "G_c lower x z": Case(
            low,
            {
                "too large": changed(low, "lower", value="85/10"),
                "left of the line": {**low, "args": ["1/10"]},
                "no vector": changed(low, "lower", **NO_VECTOR),
                "no line": {**low, "args": []},
            },
            FLOW,
        ),
        "G_c upper P": Case(
            high,
            {
                "too small": changed(high, "upper", value="847/100"),
                "negative": changed(high, "upper", value="-848/100"),
                "a line to the left": {**high, "args": ["-1/10"]},
                "another P": changed(high, "upper", P=IDENTITY),
                "P negative": changed(high, "upper", P=[["-9", "0"], ["0", "-9"]]),
                "not symmetric": changed(high, "upper", P=[["9", "1"], ["0", "9"]]),
            },
            FLOW,
        ),
        "pseudospectral_abscissa lower x z": Case(
            inside,
            {
                "right of z": changed(inside, "lower", value="17/100"),
                "right of the edge": changed(inside, "lower", value="17/100", z=["17/100", "0"]),
                "a smaller level": {**inside, "args": ["19/100"]},
                "a negative level": {**inside, "args": ["-1/5"]},
                "no vector": changed(inside, "lower", **NO_VECTOR),
            },
            FLOW,
        ),
        "pseudospectral_abscissa upper P": Case(
            outside,
            {
                "too small": changed(outside, "upper", value="16/100"),
                "a larger level": {**outside, "args": ["21/100"]},
                "level zero": {**outside, "args": ["0"]},
                "a negative level": {**outside, "args": ["-1/5"]},
            },
            FLOW,
        ),
    }


def _exponentials() -> dict[str, Case]:
    # ‖e^A‖ = e^(asinh 1 - 1/2) = 1.464294…
    low = fact("exp_norm", "J", "1", lower={"value": "146429/100000"})
    high = fact("exp_norm", "J", "1", upper={"value": "146430/100000"})
    rate = fact("exp_norm", "J", "1", lower={"value": "60653/100000", "abscissa": "-1/2"})
    growth = fact("exp_norm", "J", "1", upper={"value": "16488/10000", "omega": "1/2"})
    return {
        "exp_norm lower": Case(
            low,
            {
                "too large": changed(low, "lower", value="146430/100000"),
                "another time": {**low, "args": ["3"]},
                "no time": {**low, "args": []},
                "an endless time": {**low, "args": ["9" * 99]},
            },
            FLOW,
        ),
        "exp_norm lower, at 0": Case(
            fact("exp_norm", "J", "0", lower={"value": "1"}, upper={"value": "1"}),
            {"above one": fact("exp_norm", "J", "0", lower={"value": "1000000001/1000000000"})},
            FLOW,
        ),
        "exp_norm upper": Case(
            high,
            {
                "too small": changed(high, "upper", value="146429/100000"),
                "negative": changed(high, "upper", value="-2"),
                "another time": {**high, "args": ["2"]},
            },
            FLOW,
        ),
        "exp_norm lower abscissa": Case(
            rate,
            {
                "too large": changed(rate, "lower", value="60654/100000"),
                "beyond α": changed(rate, "lower", abscissa="-1/3"),
                "backwards": changed({**rate, "args": ["-1"]}, "lower", value="1648/1000"),
                "infinite": changed(rate, "lower", value="inf"),
            },
            FLOW,
        ),
        "exp_norm upper omega": Case(
            growth,
            {
                "too small": changed(growth, "upper", value="16487/10000"),
                "below ω": changed(growth, "upper", omega="1/3", value="2"),
                "backwards": changed({**growth, "args": ["-1"]}, "upper", value="1"),
            },
            FLOW,
        ),
        "exp_norm upper omega, of a rotation": Case(
            fact("exp_norm", "J", "7/3", upper={"value": "1", "omega": "0"}),
            {"below one": fact("exp_norm", "J", "7/3", upper={"value": "999/1000", "omega": "0"})},
            ROTATION,
        ),
        "exp_norm lower abscissa, of a rotation": Case(
            fact("exp_norm", "J", "7/3", lower={"value": "1", "abscissa": "0"}),
            {
                "above one": fact(
                    "exp_norm", "J", "7/3", lower={"value": "1001/1000", "abscissa": "0"}
                )
            },
            ROTATION,
        ),
    }


def _peaks() -> dict[str, Case]:
    found: dict[str, Case] = {}
    for name in ("M_c", "L_c"):
        peak = fact(name, lower={"value": "1569/1000", "t": "173/100"})
        found[f"{name} lower t"] = Case(
            peak,
            {
                "above the peak": changed(peak, "lower", value="157/100"),
                "another time": changed(peak, "lower", t="1"),
                "before 0": changed(peak, "lower", t="-173/100"),
                "infinite": changed(peak, "lower", value="inf"),
            },
            FLOW,
        )
        form = fact(name, upper={"value": "2", "P": FORM})
        found[f"{name} upper P"] = Case(form, _bad_forms(form, "199/100"), FLOW)
        found[f"{name} lower"] = Case(
            fact(name, lower={"value": "1"}),
            {"above one": fact(name, lower={"value": "11/10"})},
            FLOW,
        )
    for name in ("M_c", "K_c"):
        witness = cells(A, 1.5701)
        walk = fact(name, upper={"value": "15701/10000", **witness})
        times = witness["times"]
        assert isinstance(times, list)
        found[f"{name} upper P omega times"] = Case(
            walk,
            {
                "below the peak": changed(walk, "upper", value="1569/1000"),
                "it begins late": changed(walk, "upper", times=times[1:]),
                "it stops early": changed(walk, "upper", times=times[:-5]),
                "no times": changed(walk, "upper", times=[]),
                "one step": changed(walk, "upper", times=[times[0], times[-1]]),
                "out of order": changed(walk, "upper", times=[times[0], times[2], times[1]]),
                "below ω": changed(walk, "upper", omega="49/100"),
                "P grows": changed(walk, "upper", **GROWING),
                "P below I": changed(walk, "upper", P=[["2", "0"], ["0", "1/2"]]),
                "negative": changed(walk, "upper", value="-2"),
            },
            FLOW,
        )
    return found


def _sums_and_times() -> dict[str, Case]:
    low = fact("H_c", lower={"value": "10", "P": GRAMIAN})
    high = fact("H_c", upper={"value": "10", "P": GRAMIAN})
    above = [["1", "2"], ["2", "901/100"]]
    late = fact("T_c", "J", "1/2", lower={"value": "5", "t": "5"})
    rate = fact("T_c", "J", "1/2", lower={"value": "138/100", "abscissa": "-1/2"})
    # ‖e^(tA)‖ = e^(asinh t - t/2) falls to 1/2 at t = 6.5401…
    walk = cells(A, 0.5, 6.55)
    settled = fact("T_c", "J", "1/2", upper={"value": "655/100", **walk})
    return {
        "H_c lower P": Case(
            low,
            {
                "too large": changed(low, "lower", value="11"),
                "above the solution": changed(low, "lower", value="1001/100", P=above),
                "not symmetric": changed(low, "lower", P=[["1", "0"], ["4", "9"]]),
            },
            FLOW,
        ),
        "H_c upper P": Case(
            high,
            {
                "too small": changed(high, "upper", value="9"),
                "below the solution": changed(
                    high, "upper", value="999/100", P=[["1", "2"], ["2", "899/100"]]
                ),
                "not symmetric": changed(high, "upper", P=[["1", "0"], ["4", "9"]]),
            },
            FLOW,
        ),
        "H_c upper P, not positive": Case(
            fact("H_c", lower={"value": "inf", "abscissa": "1/2"}),
            {"the other solution": fact("H_c", upper={"value": "0", "P": [["-1"]]})},
            (("1/2",),),
        ),
        "T_c lower": Case(
            fact("T_c", "J", "1/2", lower={"value": "0"}),
            {"late": fact("T_c", "J", "1/2", lower={"value": "1/10"})},
            FLOW,
        ),
        "T_c lower t": Case(
            late,
            {
                "later than t": changed(late, "lower", value="51/10"),
                "settled at t": changed(late, "lower", value="5", t="7"),
                "infinite": changed(late, "lower", value="inf"),
                "before 0": changed(late, "lower", value="-1", t="-1"),
            },
            FLOW,
        ),
        "T_c lower abscissa": Case(
            rate,
            {
                "too late": changed(rate, "lower", value="139/100"),
                "beyond α": changed(rate, "lower", value="2", abscissa="-1/3"),
                "δ zero": {**rate, "args": ["0"]},
                "infinite": changed(rate, "lower", value="inf"),
            },
            FLOW,
        ),
        "T_c lower abscissa, for ever": Case(
            fact("T_c", "J", "1/2", lower={"value": "inf", "abscissa": "0"}),
            {
                "δ = 1": fact("T_c", "J", "1", lower={"value": "inf", "abscissa": "0"}),
                "beyond α": fact("T_c", "J", "1/2", lower={"value": "inf", "abscissa": "1/10"}),
            },
            ROTATION,
        ),
        "T_c upper P omega times": Case(
            settled,
            {
                "before": changed(settled, "upper", value="6"),
                "from before": changed(
                    settled, "upper", value="6", times=["6", *settled["upper"]["times"]]
                ),
                "a smaller δ": {**settled, "args": ["49/100"]},
                "δ negative": {**settled, "args": ["-1/2"]},
                "no times": changed(settled, "upper", times=[]),
            },
            FLOW,
        ),
    }


FLOW_CASES: dict[str, Case] = {
    **_two_sided("spectral_abscissa", "-1/2", "-499/1000", "-501/1000"),
    **_two_sided("numerical_abscissa", "1/2", "501/1000", "499/1000"),
    **_infinities(),
    **_kreiss(),
    **_resolvents(),
    **_exponentials(),
    **_peaks(),
    **_sums_and_times(),
}
