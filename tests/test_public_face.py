"""What `from kreissverify import ...` offers."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import kreissverify
import kreissverify.continuous
import kreissverify.families
import kreissverify.plots
import kreissverify.training
from kreissverify.quantities import registry

LONG_NAMES = {
    "K": "kreiss_constant",
    "M": "transient_peak",
    "G": "maximal_resolvent_norm",
    "H": "noise_gain",
    "L": "lyapunov_bound",
    "T": "settling_time",
    "rho": "spectral_radius",
    "norm": "spectral_norm",
    "w": "numerical_radius",
    "power_norm": "power_norm",
    "resolvent_norm": "resolvent_norm",
    "rho_eps": "pseudospectral_radius",
    "distance_to_instability": "stability_radius",
    "frobenius": "frobenius_norm",
    "trace": "matrix_trace",
    "det": "determinant",
    "cond": "condition_number",
    "rank": "matrix_rank",
    "departure": "departure_from_normality",
}


def test_every_public_name_is_there() -> None:
    for name in kreissverify.__all__:
        assert getattr(kreissverify, name) is not None


@pytest.mark.parametrize("name", LONG_NAMES)
def test_a_quantity_has_a_short_and_a_long_name(name: str) -> None:
    quantity = getattr(kreissverify, name)
    assert quantity is registry()[name]
    assert getattr(kreissverify, LONG_NAMES[name]) is quantity


def test_a_star_import_brings_the_quantities() -> None:
    names: dict[str, object] = {}
    exec("from kreissverify import *", names)
    assert names["K"] is names["kreiss_constant"] is registry()["K"]
    assert repr(names["G"]) == "<G: maximal_resolvent_norm(matrix, r)>"


def test_a_matrix_is_had_by_its_name() -> None:
    assert kreissverify.named("jordan_n5_g0.9_s0.3").n == 5


def test_completion_lists_the_vocabulary_and_the_modules() -> None:
    found = {x for x in dir(kreissverify) if not x.startswith("__")}
    modules = {x for x in found if isinstance(getattr(kreissverify, x), ModuleType)}
    assert found - modules == {*kreissverify.__all__}
    assert {"continuous", "families", "plots", "training"} <= modules


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        kreissverify.nonsense  # noqa: B018
    with pytest.raises(ImportError, match="nonsense"):
        from kreissverify import nonsense  # noqa: F401


def test_importing_the_package_does_not_import_test_tools() -> None:
    tools = ("pytest", "hypothesis", "_pytest")
    code = f"import sys, kreissverify.cli; print(*(m for m in {tools} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
