"""Which file tests each fact of the package, by random instances wherever that can be done."""

from __future__ import annotations

from kreissverify.derivations.citations.cited_texts import NORM_RULES
from kreissverify.derivations.citations.schema import schemas

__all__ = ["FOLDER", "tested_by"]

#: The folder of these tests in the repository.
FOLDER = "tests/derivations/citations"
# By the file, or the folder, that the facts are written in.
_FILES = {
    "all_block_norms": "test_operators.py",
    "block_norms": "test_operators.py",
    "exponentials_of_numbers": "test_flows.py",
    "expressions": "test_expressions.py",
    "expressions/chains": "test_planar.py",
    "expressions/planar": "test_planar.py",
    "expressions/symmetric_sums": "test_planar.py",
    "flows": "test_flows.py",
    "kreiss_constants": "test_operators.py",
    "perturbed_resolvents": "test_operators.py",
    "powers_of_blocks": "test_operators.py",
    "powers_of_numbers": "test_settling_times.py",
    "scaled_blocks": "test_two_blocks.py",
    "separate_radii": "test_separate_radii.py",
    "settling_times": "test_settling_times.py",
    "transient_peaks": "test_operators.py",
    "triangular": "test_operators.py",
    "two_by_two": "test_two_blocks.py",
    "two_by_two_sums": "test_two_blocks.py",
    "value_at_infinity": "test_operators.py",
}
# A supremum is defined by what holds for all r, which no instance decides: its use is tested.
_BY_NAME = {"kreiss.supremum": "test_use_of_facts.py"}
_TEST_OF_RULES = "tests/derivations/deciders/test_operator_combinations.py"


def tested_by(name: str) -> str:
    """Return the path of the tests of a fact; empty if none is known, as of an author's.

    Parameters
    ----------
    name
        What the fact is cited by.
    """
    if name in NORM_RULES:
        return _TEST_OF_RULES
    schema = schemas().get(name)
    if schema is None or not schema.is_bundled:
        return ""
    if name in _BY_NAME:
        return f"{FOLDER}/{_BY_NAME[name]}"
    # a folder first: what flows have in it is called as what maps have beside it
    folder, stem = schema.file.parent.name, schema.file.stem
    places = (f"{folder}/{stem}", folder, stem)
    return next((f"{FOLDER}/{_FILES[x]}" for x in places if x in _FILES), "")
