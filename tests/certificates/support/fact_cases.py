"""Facts by rule: what must be shown, and forgeries of it that must not.

A name begins with the rule, as the checker's table has it; the order is that of the rules there.
"""

from __future__ import annotations

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import Document, fact
from tests.certificates.support.case import IDENTITY, Case, changed
from tests.certificates.support.circle_cases import circle_cases
from tests.certificates.support.departure_cases import DEPARTURE_CASES
from tests.certificates.support.flow_cases import FLOW_CASES
from tests.certificates.support.kreiss_cases import KREISS_CASES, pseudoeigenvector
from tests.certificates.support.multiplier_cases import MULTIPLIER_CASES
from tests.certificates.support.pseudospectrum_cases import PSEUDOSPECTRUM_CASES
from tests.certificates.support.stein_cases import STEIN_CASES

#: P = JPJᵀ + I for J of eigenvalues 2 and -3/2: a solution, though H is infinite.
NEGATIVE = [["-17/30", "7/30"], ["7/30", "-17/30"]]
GRAMIAN = [["4/3", "16/9"], ["16/9", "356/27"]]


def lyapunov_form() -> list[list[str]]:
    """Return P = diag(s², 1), cs = 1 - γ², that no power of J increases; cond P = (8/3)²."""
    return [["64/9", "0"], ["0", "1"]]


def two_sided(name: str, lower: str, upper: str, above: str, below: str) -> dict[str, Case]:
    low, high = fact(name, lower={"value": lower}), fact(name, upper={"value": upper})
    return {
        f"{name} lower": Case(
            low, {"too large": fact(name, lower={"value": above}), "infinite": _inf(name)}
        ),
        f"{name} upper": Case(
            high,
            {
                "too small": fact(name, upper={"value": below}),
                "negative": fact(name, upper={"value": "-3"}),
            },
        ),
    }


def _inf(name: str) -> Document:
    return fact(name, lower={"value": "inf"})


def _powers() -> dict[str, Case]:
    peak = fact("M", lower={"value": "2118/1000", "t": "1"})
    horizon = fact("M", upper={"value": "212/100", "T": "5"})
    lyapunov = fact("M", upper={"value": "8/3", "P": lyapunov_form()})
    bound = fact("L", upper={"value": "8/3", "P": lyapunov_form()})
    # K = 5/4 = (2 + 1/2)/2, to three digits by this vector
    kreiss = {"value": "1997/1000", "z": ["11/6", "0"], "x": pseudoeigenvector(11 / 6)}
    by_kreiss = fact("L", lower=kreiss)
    forged = {
        "below the condition": {"value": "26/10"},
        "P not above I": {"P": [["64/9", "0"], ["0", "9/10"]]},
        "P below I": {"P": [["32/9", "0"], ["0", "1/2"]]},
        "P zero": {"P": [["0", "0"], ["0", "0"]]},
        "value negative": {"value": "-8/3"},
        "P grows": {"P": IDENTITY},
        "P not symmetric": {"P": [["64/9", "1/9"], ["0", "1"]]},
    }
    contraction = (("1/2", "0"), ("1/2", "1/2"))
    return {
        "M lower t": Case(
            peak,
            {
                "too large": changed(peak, "lower", value="2119/1000"),
                "another time": changed(peak, "lower", t="9"),
                "negative time": changed(peak, "lower", t="-1"),
                "a long time": changed(peak, "lower", t="1000000000"),
                "a JSON number": changed(peak, "lower", t=1),
            },
        ),
        "M upper T, a contraction": Case(
            fact("M", upper={"value": "1", "T": "1"}),
            {"below one": fact("M", upper={"value": "1/2", "T": "1"})},
            contraction,
        ),
        "M upper T": Case(
            horizon,
            {
                "below the peak": changed(horizon, "upper", value="211/100"),
                "norm at T above one": changed(horizon, "upper", T="2"),
                "T zero": changed(horizon, "upper", T="0"),
                "T enormous": changed(horizon, "upper", T="9" * 30),
            },
        ),
        "M upper P": Case(
            lyapunov, {k: changed(lyapunov, "upper", **v) for k, v in forged.items()}
        ),
        "L upper P": Case(bound, {k: changed(bound, "upper", **v) for k, v in forged.items()}),
        "L lower x z": Case(
            by_kreiss,
            {
                "above what K shows": changed(by_kreiss, "lower", value="2001/1000"),
                "below one, where 1/v counts": changed(by_kreiss, "lower", value="1/5"),
                "v zero": changed(by_kreiss, "lower", value="0"),
                "v negative": changed(by_kreiss, "lower", value="-2"),
                "z inside": changed(by_kreiss, "lower", z=["1/2", "0"]),
                "x zero": changed(by_kreiss, "lower", x=[["0", "0"], ["0", "0"]]),
            },
        ),
        "L lower t": Case(
            fact("L", lower={"value": "2118/1000", "t": "1"}),
            {"too large": fact("L", lower={"value": "22/10", "t": "1"})},
        ),
    }


def _sums_and_times() -> dict[str, Case]:
    gain = {"value": "392/27", "P": GRAMIAN}
    both = fact("H", lower=gain, upper=dict(gain))
    near = [["4/3", "16/9"], ["16/9", "357/27"]]
    settled = fact("T", "J", "1/8", lower={"value": "9"}, upper={"value": "9", "T": "6"})
    radius = fact("w", lower={"value": "3/2", "x": [["1", "0"], ["1", "0"]]})
    late = fact("T", "J", "1/8", lower={"value": "4", "rho": "1/2"})
    shown = fact("w", upper={"value": "3/2", "Z": [["-1", "0"], ["0", "1"]]})
    return {
        "H lower P, and upper": Case(
            both,
            {
                "lower too large": changed(both, "lower", value="393/27"),
                "upper too small": changed(both, "upper", value="391/27"),
                "P inexact": changed(both, "lower", P=near),
            },
        ),
        "H upper P, not positive": Case(
            fact("H", lower={"value": "inf", "rho": "3/2"}),
            {"the other solution": fact("H", upper={"value": "0", "P": NEGATIVE})},
            (("1/4", "7/4"), ("7/4", "1/4")),
        ),
        "T lower, and upper T": Case(
            settled,
            {
                "lower too large": changed(settled, "lower", value="10"),
                "lower not an integer": changed(settled, "lower", value="15/2"),
                "upper too small": changed(settled, "upper", value="8"),
                "T too short": changed(settled, "upper", T="1"),
                "T zero": changed(settled, "upper", T="0"),
                "no threshold": {**settled, "args": []},
            },
        ),
        "T lower rho": Case(
            fact("T", "J", "1/9", lower={"value": "4", "rho": "1/2"}),
            {
                "one later": fact("T", "J", "1/9", lower={"value": "5", "rho": "1/2"}),
                "met, not exceeded": late,
                "not an integer": fact("T", "J", "1/9", lower={"value": "7/2", "rho": "1/2"}),
                "above ρ": fact("T", "J", "1/9", lower={"value": "5", "rho": "7/10"}),
                "negative": fact("T", "J", "1/9", lower={"value": "5", "rho": "-7/10"}),
                "δ zero": fact("T", "J", "0", lower={"value": "4", "rho": "1/2"}),
                "δ negative": fact("T", "J", "-1/9", lower={"value": "4", "rho": "1/2"}),
                "infinite": fact("T", "J", "1/9", lower={"value": "inf", "rho": "1/2"}),
            },
        ),
        "w lower x": Case(
            radius,
            {
                "too large": changed(radius, "lower", value="151/100"),
                "a direction": changed(radius, "lower", u=["2", "0"]),
                "x zero": changed(radius, "lower", x=[["0", "0"], ["0", "0"]]),
            },
        ),
        "w upper": Case(
            fact("w", upper={"value": "3/2"}),
            {
                "wrong by a millionth": fact("w", upper={"value": "1499999/1000000"}),
                "negative": fact("w", upper={"value": "-2"}),
            },
        ),
        "w upper Z": Case(
            shown,
            {
                "too small": changed(shown, "upper", value="149/100"),
                "another Z": changed(shown, "upper", Z=IDENTITY),
                "negative": changed(shown, "upper", value="-3/2"),
            },
        ),
    }


_ALL: dict[str, Case] = {
    **two_sided("norm", "2118/1000", "2119/1000", "212/100", "2"),
    **two_sided("rho", "1/2", "1/2", "501/1000", "499/1000"),
    **KREISS_CASES,
    **PSEUDOSPECTRUM_CASES,
    **DEPARTURE_CASES,
    **STEIN_CASES,
    **MULTIPLIER_CASES,
    **_powers(),
    **_sums_and_times(),
    **circle_cases(lyapunov_form()),
    **FLOW_CASES,
}


def rule_named(case: str) -> str:
    """Return the rule that a case is about."""
    return case.partition(",")[0]


def _place(case: str) -> int:
    return checker.RULES[rule_named(case)].__code__.co_firstlineno


CASES = {case: _ALL[case] for case in sorted(_ALL, key=_place)}
