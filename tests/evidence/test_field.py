"""Statements of the literature get the right verdict, and their false variants are refuted."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from flint import fmpq

from kreissverify import Statement, collect
from kreissverify.certificates import checker
from kreissverify.evidence import Verdict, verify
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.counterexamples.shrink import shrink
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.matrices.exact_matrix import as_exact_matrix

HERE = Path(__file__).parent / "support" / "field"
QUICK = (
    "power_inequality", "determinant", "ritt_condition", "orthogonal_matrices", "monotone_radius",
    "products_of_stochastic", "norm_of_companion", "upwind", "crouzeix_palencia", "henrici_norm",
)  # fmt: skip
QUICK_VARIANTS = (
    "power_inequality__submultiplicative", "orthogonal_matrices__strict", "upwind__spectral_radius",
    "upwind__larger_steps",
    "products_of_stochastic__commuting", "henrici_norm__as_if_normal",
    "pseudospectral_radius_from_above__without_eps",
)  # fmt: skip


@cache
def statements(folder: str) -> dict[str, Statement]:
    """Return the statements of a folder by their names."""
    found = collect([HERE / folder])
    assert not found.errors
    return {each.id: each for each in found.statements}


def names(folder: str) -> list[str]:
    """Return the names of the statements of a folder, without making them."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((HERE / folder).glob("*.py")))
    return [x for text in texts for x in re.findall(r"^@theorem.*\ndef (\w+)", text, re.MULTILINE)]


def test_fifty_statements_of_at_most_fifteen_lines_have_two_variants_each() -> None:
    field, variants = statements("statements"), statements("variants")
    assert len(field) >= 50
    assert (names("statements"), names("variants")) == (list(field), list(variants))
    assert Counter(name.split("__")[0] for name in variants) == dict.fromkeys(field, 2)
    for path in (HERE / "statements").glob("*.py"):
        for text in path.read_text(encoding="utf-8").split("@theorem")[1:]:
            assert len(text.strip().splitlines()) <= 15


def is_supported(name: str, instances: int, folder: Path) -> bool:
    """Whether a statement is supported, none of its instances violating it."""
    report = verify(statements("statements")[name], instances=instances, certificates=folder)
    return report.verdict is Verdict.SUPPORTED


def is_refuted(name: str, instances: int, folder: Path) -> bool:
    """Whether a variant is refuted, by `verify` or by `refute`, with a certificate accepted."""
    statement = statements("variants")[name]
    report = verify(statement, instances=instances, certificates=folder)
    certificate = report.certificate or refute(statement, certificates=folder).certificate
    if certificate is None:
        return False
    checker.check(json.loads(certificate.read_text(encoding="utf-8")))
    return True


@pytest.mark.parametrize("name", QUICK)
def test_some_are_supported(name: str, tmp_path: Path) -> None:
    assert is_supported(name, 10, tmp_path)


@pytest.mark.parametrize("name", QUICK_VARIANTS)
def test_some_variants_are_refuted(name: str, tmp_path: Path) -> None:
    assert is_refuted(name, 10, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", names("statements"))
def test_all_are_supported(name: str, tmp_path: Path) -> None:
    assert is_supported(name, 50, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", names("variants"))
def test_all_variants_are_refuted(name: str, tmp_path: Path) -> None:
    assert is_refuted(name, 50, tmp_path)


def test_equal_numbers_of_several_parts_shrink_together() -> None:
    statement, value = statements("variants")["condition_number__strict"], fmpq(9, 1000000)
    sizes = {symbol.name: 1 for symbol in Recipe(statement).sizes}
    long = Binding({"A": as_exact_matrix([[value]])}, {"mu": value, "L": value}, sizes)
    assert str(shrink(statement, long)) == "A = [[1]], mu = 1, L = 1"
