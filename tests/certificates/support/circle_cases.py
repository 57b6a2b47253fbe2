"""Facts about matrices with ρ = 1, and forgeries of them."""

from __future__ import annotations

from typing import Any

from tests.certificates.support.by_hand import ZERO, Document, circles, fact
from tests.certificates.support.case import IDENTITY, JACOBIAN, Case, changed

#: A Markov chain with the eigenvalues 1 and 2/5: K = M = ‖E‖ = 1.20185 with E = (1, 1)ᵀ(5, 1)/6.
CHAIN = (("9/10", "1/10"), ("1/2", "1/2"))
STATIONARY = [["5/6", "1/6"], ["5/6", "1/6"]]
#: Eigenvalues 1, 1 (a Jordan block) and 0; of (1, 1) the powers stay bounded.
DEFECTIVE = (("2/3", "-1/3", "-1/3"), ("2/3", "2/3", "2/3"), ("-1/3", "2/3", "2/3"))
#: Y₀ = (3/50)(5, 1)ᵀ(5, 1) and Y₁ show (|z|-1)‖R(z)‖ ≤ 5/4 for the chain up to |z| = 5/4.
Y0, Y1 = [["3/2", "3/10"], ["3/10", "3/50"]], [["-23/10", "-3/2"], ["-3/2", "21/10"]]


def _cycles() -> dict[str, Case]:
    witness = {"E": STATIONARY, "T": "5", "m": "1", "q": "1", "w": "13/1000"}
    forged: dict[str, dict[str, Any]] = {
        "below the limit": {"value": "6/5"},
        "limit and rest above the value": {"value": "1202/1000"},
        "rest too small": {"w": "1/1000"},
        "rest negative": {"w": "-1"},
        "begun too early": {"T": "1"},
        "T zero": {"T": "0"},
        "m zero": {"m": "0"},
        "q zero": {"q": "0"},
        "q negative": {"q": "-1"},
        "T enormous": {"T": "9" * 30},
        "q enormous": {"q": "20001"},
        "E all": {"E": IDENTITY},
        "E nothing": {"E": ZERO},
        "E no projector": {"E": [["5/3", "1/3"], ["5/3", "1/3"]]},
        "E another projector": {"E": [["1", "0"], ["0", "0"]]},
        "E the other one": {"E": [["1/6", "-1/6"], ["-5/6", "5/6"]], "w": "2"},
        "q not whole": {"q": "3/2"},
    }
    swap = {"E": IDENTITY, "T": "1", "m": "1", "q": "2", "w": "0"}
    return {
        **{
            f"{name} upper E T m q w": Case(
                fact(name, upper={"value": "1215/1000", **witness}),
                {
                    text: changed(fact(name, upper={"value": "1215/1000", **witness}), "upper", **x)
                    for text, x in forged.items()
                },
                CHAIN,
            )
            for name in ("K", "M")
        },
        "M upper E T m q w, a cycle of two": Case(
            fact("M", upper={"value": "2", **swap}),
            {
                "only one of its powers": fact("M", upper={"value": "1", **swap}),
                "a shorter one": fact("M", upper={"value": "2", **swap, "q": "1"}),
            },
            (("0", "2"), ("1/2", "0")),
        ),
    }


def _starts() -> dict[str, Case]:
    far = circles(CHAIN, ["5/4", "3/2", "2", "3", "5", "9", "17", "33"], slack=1e-3)
    good = fact("K", upper={"value": "5/4", "Y": [Y0, Y1], "circles": far})
    wider = circles(CHAIN, ["2", "3", "5", "9", "17", "33"], slack=1e-3)
    forged: dict[str, dict[str, Any]] = {
        "below K": {"value": "6/5"},
        "value negative": {"value": "-5/4"},
        "Y reaches less far": {"circles": wider},
        "from the circle itself": {"circles": [{**far[0], "r": "1"}, *far[1:]]},
        "no circles": {"circles": []},
        "Y₀ alone": {"Y": [Y0]},
        "Y₁ first": {"Y": [Y1, Y0]},
        "Y₀ not kept by J": {"Y": [[["3/2", "3/10"], ["3/10", "1"]], Y1]},
        "Y₁ not symmetric": {"Y": [Y0, [["-23/10", "-3/2"], ["0", "21/10"]]]},
        "Y zero": {"Y": [ZERO, ZERO]},
        "Y none": {"Y": []},
        "too many": {"Y": [Y0, Y1, ZERO, ZERO, ZERO]},
        "last bound too large": {"circles": far[:2]},
        "a circle that fails": {"circles": [{**far[0], "g": "2"}, *far[1:]]},
        "circles that descend": {"circles": [far[0], far[2], far[1], *far[3:]]},
    }
    two = fact("K", upper={"value": "5/4", "Y": [Y0, Y1, ZERO], "circles": far})
    return {
        "K upper Y circles": Case(
            good, {text: changed(good, "upper", **x) for text, x in forged.items()}, CHAIN
        ),
        "K upper Y circles, a third form": Case(
            two,
            {
                "a third form that spoils it": changed(
                    two, "upper", Y=[Y0, Y1, [["9", "0"], ["0", "9"]]]
                )
            },
            CHAIN,
        ),
    }


def _forms(form: list[list[str]]) -> dict[str, Case]:
    """The form has cond P = u², u = 8/3, and (u + 1/u)/2 = 73/48."""
    good = fact("K", upper={"value": "153/100", "P": form})
    forged: dict[str, dict[str, Any]] = {
        "below the condition": {"value": "3/2"},
        "below one": {"value": "1/2"},
        "value negative": {"value": "-153/100"},
        "P not above I": {"P": [["64/9", "0"], ["0", "9/10"]]},
        "P zero": {"P": ZERO},
        "P grows": {"P": IDENTITY},
        "P not symmetric": {"P": [["64/9", "1/9"], ["0", "1"]]},
    }
    assert JACOBIAN[1][0] == "2"
    return {"K upper P": Case(good, {k: changed(good, "upper", **v) for k, v in forged.items()})}


def _horizons() -> dict[str, Case]:
    good = fact("K", upper={"value": "212/100", "T": "5"})
    return {
        "K upper T": Case(
            good,
            {
                "below the peak": changed(good, "upper", value="211/100"),
                "T zero": changed(good, "upper", T="0"),
                "norm at T above one": changed(good, "upper", T="2"),
            },
        )
    }


def _infinite() -> dict[str, Case]:
    def chain(name: str, **fields: Any) -> Document:
        x = [["1", "0"], ["2", "0"], ["0", "0"]]
        return fact(name, lower={"value": "inf", "q": "1", "x": x} | fields)

    def never(level: str, rho: str) -> Document:
        return fact("T", "J", level, lower={"value": "inf", "rho": rho})

    forged: dict[str, dict[str, Any]] = {
        "x an eigenvector": {"x": [["0", "0"], ["1", "0"], ["-1", "0"]]},
        "x zero": {"x": [["0", "0"]] * 3},
        "x any": {"x": [["1", "0"], ["0", "0"], ["0", "0"]]},
        "q zero": {"q": "0"},
        "q negative": {"q": "-1"},
        "q enormous": {"q": "9" * 30},
    }
    return {
        **{
            f"{name} lower q x": Case(
                chain(name), {text: chain(name, **x) for text, x in forged.items()}, DEFECTIVE
            )
            for name in ("K", "M", "L")
        },
        "H lower rho, on the circle": Case(
            fact("H", lower={"value": "inf", "rho": "1"}),
            {
                "above the radius": fact("H", lower={"value": "inf", "rho": "101/100"}),
                "below one": fact("H", lower={"value": "inf", "rho": "99/100"}),
            },
            CHAIN,
        ),
        "T lower rho, on the circle": Case(
            fact("T", "J", "9/10", lower={"value": "inf", "rho": "1"}),
            {
                "at the level": fact("T", "J", "1", lower={"value": "inf", "rho": "1"}),
                "below one": fact("T", "J", "9/10", lower={"value": "inf", "rho": "99/100"}),
                "above the radius": fact(
                    "T", "J", "9/10", lower={"value": "inf", "rho": "101/100"}
                ),
            },
            CHAIN,
        ),
    }


def circle_cases(form: list[list[str]]) -> dict[str, Case]:
    """Return the cases; the form is one that no power of the usual matrix increases."""
    return {**_cycles(), **_starts(), **_forms(form), **_horizons(), **_infinite()}
