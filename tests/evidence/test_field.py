"""Statements of the literature get the right verdict, and their false variants are refuted.

Which these are, and where they stand, says ``support/literature.py``.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from flint import fmpq

from kreissverify.certificates import checker
from kreissverify.evidence import Verdict, verify
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.counterexamples.shrink import shrink
from kreissverify.evidence.sampling.recipes import Recipe
from kreissverify.expressions.evaluation.binding import Binding
from kreissverify.matrices.exact_matrix import as_exact_matrix
from kreissverify.theorems import FIELD
from tests.evidence.support.literature import (
    FALSE,
    QUOTED_WRONGLY,
    TRUE,
    statements,
    texts,
)

QUICK = (
    "determinant", "ritt_condition", "orthogonal_matrices", "norm_of_companion",
    "crouzeix_palencia_of_a_sum", "monotone_radius", "products_of_stochastic_matrices",
    "upwind_scheme", "henrici_norm", "powers_by_the_numerical_radius", "symmetric_chains_contract",
)  # fmt: skip
QUICK_VARIANTS = (
    "orthogonal_matrices__strict", "upwind_scheme__larger_steps",
    "products_of_stochastic_matrices__commuting", "henrici_norm__as_if_normal",
    "pseudospectral_radius_from_above__without_eps", "stochastic_matrices_contract",
    "numerical_radius_is_submultiplicative", "upwind_scheme_by_its_eigenvalues",
)  # fmt: skip


def test_fifty_statements_of_at_most_fifteen_lines_have_two_variants_each() -> None:
    variants = Counter(name.split("__")[0] for name in texts("variants"))
    variants.update(QUOTED_WRONGLY.values())
    assert set(TRUE + FALSE) == set(statements())
    assert set(QUOTED_WRONGLY) <= set(FALSE) - set(texts("variants"))
    assert set(texts("statements")) <= set(variants) <= set(TRUE)
    assert len(variants) >= 50 and set(variants.values()) == {2}
    for folder in ("statements", FIELD):
        for how, body in texts(folder).values():
            assert len(f"{how}{body}".splitlines()) <= 15


def is_shown(name: str, instances: int, folder: Path) -> bool:
    """Whether a statement is proved or supported, as expected, none of its instances violating."""
    report = verify(statements()[name], instances=instances, certificates=folder)
    return report.verdict in (Verdict.SUPPORTED, Verdict.PROVED) and report.as_expected


def is_refuted(name: str, instances: int, folder: Path) -> bool:
    """Whether a variant is refuted, by `verify` or by `refute`, with a certificate accepted."""
    statement = statements()[name]
    report = verify(statement, instances=instances, certificates=folder)
    certificate = report.certificate or refute(statement, certificates=folder).certificate
    if certificate is None:
        return False
    checker.check(json.loads(certificate.read_text(encoding="utf-8")))
    return True


@pytest.mark.parametrize("name", QUICK)
def test_some_are_supported(name: str, tmp_path: Path) -> None:
    assert is_shown(name, 10, tmp_path)


@pytest.mark.parametrize("name", QUICK_VARIANTS)
def test_some_variants_are_refuted(name: str, tmp_path: Path) -> None:
    assert is_refuted(name, 10, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUE)
def test_all_are_shown(name: str, tmp_path: Path) -> None:
    assert is_shown(name, 50, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", FALSE)
def test_all_variants_are_refuted(name: str, tmp_path: Path) -> None:
    assert is_refuted(name, 50, tmp_path)


def test_equal_numbers_of_several_parts_shrink_together() -> None:
    statement, value = statements()["condition_number__strict"], fmpq(9, 1000000)
    sizes = {symbol.name: 1 for symbol in Recipe(statement).sizes}
    long = Binding({"A": as_exact_matrix([[value]])}, {"mu": value, "L": value}, sizes)
    assert str(shrink(statement, long)) == "A = [[1]], mu = 1, L = 1"
