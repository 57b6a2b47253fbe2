"""Statements of the literature, and false variants of them: where they stand.

The statements are those of the library of the field (``proofs/field/``), and some more in
``field/statements`` here; the variants are in ``field/variants``, and some in the library, refuted.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kreissverify import Statement, collect
from kreissverify.theorems import FIELD, bundled_library

__all__ = ["FALSE", "FOLDERS", "QUOTED_WRONGLY", "TRUE", "statement_of", "statements", "texts"]

HERE = Path(__file__).parent / "field"
FOLDERS = {
    "statements": HERE / "statements",
    "variants": HERE / "variants",
    FIELD: bundled_library() / FIELD,
}
#: What the library of the field refutes, and the statement whose variant it is.
QUOTED_WRONGLY = {
    "numerical_radius_is_submultiplicative": "power_inequality",
    "tensor_product_of_numerical_radii": "radius_of_a_tensor_product",
    "kreiss_constant_as_an_upper_bound": "kreiss_below_the_peak",
    "kreiss_matrix_theorem_without_n": "peak_below_the_kreiss_constant",
    "distance_to_instability_as_if_normal": "distance_to_instability_from_above",
    "spectral_radius_is_subadditive": "sums_of_normal_matrices",
    "stochastic_matrices_contract": "symmetric_chains_contract",
    "pseudospectral_radius_as_if_normal": "pseudospectral_radius_from_above",
    "upwind_scheme_by_its_eigenvalues": "upwind_scheme",
    "explicit_convection_by_the_courant_number": "explicit_convection_diffusion",
    "optimistic_steps_as_long_as_extragradient": "optimistic_steps_up_to_their_limit",
}


@cache
def statements() -> dict[str, Statement]:
    """Return all statements by their names, false ones included."""
    found = collect(FOLDERS.values())
    assert not found.errors
    return {each.id: each for each in found.statements}


def texts(folder: str) -> dict[str, tuple[str, str]]:
    """Return what stands between the brackets of each theorem of a folder, and below, by name."""
    files = (path.read_text(encoding="utf-8") for path in sorted(FOLDERS[folder].glob("*.py")))
    each = re.compile(r"^@theorem\((.*?)\)\ndef (\w+)(.*?)(?=\n\n\n|\Z)", re.DOTALL | re.MULTILINE)
    return {name: (how, body) for text in files for how, name, body in each.findall(text)}


def _field(refuted: bool) -> list[str]:
    """Return the names of the statements of the field that are refuted, or of the others."""
    return [x for x, (how, _) in texts(FIELD).items() if ('expect="refuted"' in how) is refuted]


def statement_of(variant: str) -> str:
    """Return the name of the statement that a false one is a variant of."""
    return QUOTED_WRONGLY.get(variant, variant.split("__")[0])


#: The names of those that are true, and of those that are false.
TRUE = [*texts("statements"), *_field(refuted=False)]
FALSE = [*texts("variants"), *_field(refuted=True)]
