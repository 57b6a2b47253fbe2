"""Statements of proof files in floats, at random members: a computation apart from any proof."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import numpy as np

import kreissverify as kv
from kreissverify import continuous as ct

_SLACK = 1e-6
_QUANTITIES = {"K": kv.K, "M": kv.M, "G": kv.G, "H": kv.H, "L": kv.L, "T": kv.T, "rho": kv.rho,
               "w": kv.w, "norm": kv.norm, "K_c": ct.K, "G_c": ct.G, "L_c": ct.L,
               "spectral_abscissa": ct.spectral_abscissa}  # fmt: skip
_FUNCTIONS = {"sqrt": math.sqrt, "log": math.log, "exp": math.exp, "asinh": math.asinh, "abs": abs}


class NotComputed(Exception):
    """Floats do not tell."""


def counterexample(statement: Any, draw: Random, count: int = 20) -> str | None:
    """Return a member where a statement is false by more than rounding; None if none was met."""
    for _ in range(count):
        names = member(statement["variables"], draw)
        try:
            supposed = all(truth(x, names, -_SLACK) for x in statement["hypotheses"])
            if supposed and not truth(statement["conclusion"], names, _SLACK):
                return str({k: v for k, v in names.items() if isinstance(v, (int, float))})
        except (NotComputed, kv.Refused, ArithmeticError, ValueError):
            continue
    return None


def member(variables: Any, draw: Random) -> dict[str, Any]:
    """Return the matrices and numbers of a random member by their names."""
    names: dict[str, Any] = {}
    for name, of in variables.items():
        if of["kind"] not in ("Real", "Integer", "Square", "Symmetric"):
            names |= coupled(name, of, draw)
    for name, of in variables.items():
        if of["kind"] in ("Real", "Integer"):
            ends = {end: value(tree, names) for end, tree in of["options"].items()}
            low = ends.get("above", ends.get("at_least", -2.0))
            high = ends.get("below", ends.get("at_most", low + 4.0))
            x = low + (high - low) * draw.choice([0.01, 0.3, 0.6, 0.99])
            names[name] = math.floor(x) + (math.floor(x) < low) if of["kind"] == "Integer" else x
    # after the numbers, which may be the ends of a spectrum
    for name, of in variables.items():
        if of["kind"] in ("Square", "Symmetric"):
            if "symbol" in of["size"]:
                names.setdefault(of["size"]["symbol"], 2)
            names[name] = of_kind(of, int(value(of["size"], names)), names, draw)
    return names


def coupled(name: str, of: Any, draw: Random) -> dict[str, Any]:
    """Return a random member of a class with its parts and numbers."""
    gamma, c = draw.choice([0.0, 0.3, 0.7, 0.9]), draw.choice([0.0, 0.1, 1.0, 3.0])
    other = draw.choice([0.1, 0.5, 0.8]) if of["radii"] == "each" else gamma
    b = 0.0 if of["kind"] == "BlockTriangular" else draw.choice([0.0, 0.01, 0.1, 0.5])
    A, B, C, D = (np.diag([x, y]) for x, y in ((gamma, 0), (b, 0), (c, 0), (other, 0)))
    if draw.random() < 0.5:
        A, D = np.diag([gamma, -gamma]), np.diag([-other, other / 2])
    zero, T = np.zeros((2, 2)), np.array([[gamma, b], [c, other]])
    norms = np.array([[np.linalg.norm(x, 2) for x in row] for row in ((A, B), (C, D))])
    return {
        name: np.block([[A, B], [C, D]]), f"{name}.A": A, f"{name}.B": B, f"{name}.C": C,
        f"{name}.D": D, f"{name}.triangular": np.block([[A, zero], [C, D]]),
        f"{name}.comparison": T, f"{name}.comparison.triangular": np.tril(T),
        f"{name}.block_norms": norms, f"{name}.gamma": max(gamma, other), f"{name}.b": b,
        f"{name}.c": c, f"{name}.n": 4, f"{name}.sizes.0": 2, f"{name}.sizes.1": 2,
        f"{name}.gammas.0": gamma, f"{name}.gammas.1": other,
    }  # fmt: skip


def of_kind(of: Any, n: int, names: dict[str, Any], draw: Random) -> Any:
    """Return a random matrix of a kind."""
    X = np.array([[draw.gauss(0, 1) for _ in range(n)] for _ in range(n)])
    if of["kind"] == "Square":
        return X * draw.choice([0.1, 0.5, 1.0]) - draw.choice([0, 0, 1]) * np.eye(n)
    low, high = (-1.0 if x is None else value(x, names) for x in of["spectrum"] or (None, None))
    turn = np.linalg.qr(X)[0]
    spectrum = [low + (high - low) * draw.choice([0.0, 0.2, 0.7, 1.0]) for _ in range(n)]
    return turn @ np.diag(spectrum) @ turn.T


def value(tree: Any, names: dict[str, Any]) -> float:
    """Return a term in floats."""
    if "num" in tree:
        above, _, below = tree["num"].partition("/")
        return int(above) / int(below or 1)
    if "symbol" in tree:
        return float(names[tree["symbol"]])
    if "const" in tree:
        return {"e": math.e, "pi": math.pi}[tree["const"]]
    if "quantity" in tree:
        at = [value(x, names) for x in tree["args"]]
        if tree["quantity"] == "entry":
            return float(matrix(tree["of"], names)[int(at[0]), int(at[1])])
        return float(_QUANTITIES[tree["quantity"]](matrix(tree["of"], names), *at))
    word, arguments = tree["op"], tree["args"]
    if word == "piecewise":
        for x, condition in zip(arguments[::2], arguments[1::2], strict=True):
            if condition is True or truth(condition, names, 0.0):
                return value(x, names)
    parts = [value(x, names) for x in arguments]
    match word:
        case "add" | "mul":
            return float(sum(parts)) if word == "add" else math.prod(parts)
        case "neg" | "div":
            return -parts[0] if word == "neg" else parts[0] / parts[1]
        case "pow":
            found = parts[0] ** parts[1]
            if isinstance(found, complex):
                raise NotComputed
            return float(found)
        case "max" | "min":
            return max(parts) if word == "max" else min(parts)
    if word in _FUNCTIONS:
        return float(_FUNCTIONS[word](*parts))
    raise NotComputed


def matrix(tree: Any, names: dict[str, Any]) -> Any:
    """Return a matrix in floats: one that has a name, or what is made of such."""
    if isinstance(tree, str):
        return names[tree]
    match tree["op"]:
        case "matrix":
            return np.array([[value(x, names) for x in row] for row in tree["args"]])
        case "rows" | "columns":
            parts = [matrix(x, names) for x in tree["args"]]
            return np.concatenate(parts, axis=int(tree["op"] == "columns"))
        case "add":
            return sum(matrix(x, names) for x in tree["args"])
        case "times":
            return value(tree["args"][0], names) * matrix(tree["args"][1], names)
        case "identity":
            return np.eye(int(value(tree["args"][0], names)))
        case "zeros":
            return np.zeros([int(value(x, names)) for x in tree["args"]])
    if tree["op"] != "power":
        raise NotComputed
    exponent = value(tree["args"][1], names)
    if exponent != int(exponent) or not 0 <= exponent < 10_000:
        raise NotComputed
    return np.linalg.matrix_power(matrix(tree["args"][0], names), int(exponent))


def truth(tree: Any, names: dict[str, Any], slack: float) -> bool:
    """Say whether a formula holds, up to a share of its sides; less than that if it is below 0."""
    if tree is True:
        return True
    word, arguments = tree["op"], tree["args"]
    match word:
        case "and":
            return all(truth(x, names, slack) for x in arguments)
        case "or":
            return any(truth(x, names, slack) for x in arguments)
        case "not":
            return not truth(arguments[0], names, -slack)
        case "implies":
            return not truth(arguments[0], names, -slack) or truth(arguments[1], names, slack)
    if word not in ("le", "lt", "ge", "gt", "eq", "ne"):
        raise NotComputed
    a, b = (value(x, names) for x in arguments)
    if math.isinf(a) and math.isinf(b):
        raise NotComputed
    room = slack * (1 + min(abs(a), abs(b)))
    near = abs(a - b) <= abs(room)
    match word:
        case "le" | "lt":
            return a <= b + room
        case "ge" | "gt":
            return a >= b - room
        case "eq":
            return near if slack >= 0 else a == b
    return not near or slack >= 0
