"""A quantity from outside: registered, used in theorems, and certified by nobody but its author."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kreissverify import K, Statement, enclose
from kreissverify.certificates import checker
from kreissverify.certificates.schema import QUANTITIES
from kreissverify.evidence.counterexamples.refute import refute
from kreissverify.evidence.verdict import Verdict
from kreissverify.evidence.verify import verify
from kreissverify.quantities import Quantity, register, registry, unregister
from kreissverify.theorems import collect

FILE = Path(__file__).parent / "support" / "largest_entry.py"
REASON = "no certificate: the checker does not know the quantity top"


@pytest.fixture
def statements() -> Iterator[dict[str, Statement]]:
    found = collect([FILE])
    assert not found.errors
    yield {x.id: x for x in found.statements}
    unregister(registry()["top"])
    assert "top" not in registry()


def test_a_true_theorem_about_an_own_quantity_is_supported(
    statements: dict[str, Statement],
) -> None:
    report = verify(statements["entries_are_at_most_the_norm"], instances=25)
    assert report.verdict is Verdict.SUPPORTED and report.holds == 25
    assert str(statements["entries_are_at_most_the_norm"].conclusion) == "top(J) <= norm(J)"


def test_a_false_one_is_violated_and_has_no_certificate(
    statements: dict[str, Statement], tmp_path: Path
) -> None:
    report = verify(statements["entries_are_small"], instances=25, certificates=tmp_path)
    assert report.verdict is Verdict.UNDECIDED and report.certificate is None
    assert REASON in report.reason
    found = refute(statements["entries_are_small"], budget=10, certificates=tmp_path)
    assert found.certificate is None and found.reason == REASON
    assert not list(tmp_path.iterdir())


def test_it_has_the_faces_of_every_quantity(statements: dict[str, Statement]) -> None:
    top = registry()["top"]
    assert top([[1, 2], [-3, 0]]) == 3.0
    assert enclose(top, [["1/3", 0], [0, 0]]).is_exact


def test_reading_a_file_twice_brings_its_quantity_anew(statements: dict[str, Statement]) -> None:
    first = registry()["top"]
    again = {x.id: x for x in collect([FILE]).statements}
    assert registry()["top"] is not first
    for one in (statements, again):
        assert verify(one["entries_are_small"], instances=2).verdict is Verdict.UNDECIDED


def test_registering_refuses_a_name_that_is_taken(statements: dict[str, Statement]) -> None:
    class Another(Quantity):
        name = "K"
        long_name = "another"

    for quantity in (Another(), type(K)(), type(registry()["top"])()):
        with pytest.raises(ValueError, match="there is a quantity of this name already"):
            register(quantity)


def test_the_checker_knows_exactly_the_quantities_of_the_format() -> None:
    assert set(QUANTITIES) == {rule.split()[0] for rule in checker.RULES}
    # so that no quantity from outside takes such a name; the square of the departure from normality
    # is one of certificates only, which statements cannot name
    assert set(QUANTITIES) - {"departure2"} <= set(registry())
