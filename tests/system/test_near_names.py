"""Names that are not known: what is said of them."""

import pytest

import kreissverify
from kreissverify import continuous
from kreissverify.system.near_names import attribute_message, near_name, unknown_name


def test_one_slip_is_found_and_a_stranger_is_not() -> None:
    assert near_name("gama", ["beta", "gamma"]) == "gamma"
    assert near_name("zeta", ["kappa", "gamma"]) == ""
    assert near_name("kreis", ["gamma", "continuous_kreiss_constant", "kreiss_constant"]) == (
        "kreiss_constant"
    )
    assert near_name("kre", ["kreiss_constant"]) == ""
    assert unknown_name("color", "x", []) == "unknown color: 'x'; expected one of none"


def test_an_attribute_is_suggested_only_where_the_object_has_it() -> None:
    class Thing:
        gamma = 1

        @property
        def kappa(self) -> int:
            raise AttributeError("no kappa of this one")

    for name, near in (("gama", "; did you mean 'gamma'?"), ("kapa", ""), ("kappa", "")):
        with pytest.raises(AttributeError) as refused:
            getattr(Thing(), name)
        assert attribute_message(refused.value) == f"{refused.value}{near}"


def test_an_error_without_an_object_is_told_as_it_is() -> None:
    assert attribute_message(AttributeError("gone")) == "gone"


@pytest.mark.parametrize(
    ("module", "name", "near"),
    [
        (continuous, "kreis", "continuous_kreiss_constant"),
        (continuous, "numerical_abcissa", "numerical_abscissa"),
        (continuous, "BlokTriangular", "BlockTriangular"),
        (kreissverify, "frobenious", "frobenius"),
    ],
)
def test_the_modules_of_names_tell_a_near_one(module, name: str, near: str) -> None:
    with pytest.raises(AttributeError, match=f"no attribute '{name}'; did you mean '{near}'"):
        getattr(module, name)
    assert not hasattr(module, f"_{name}")


def test_parts_of_ids_are_near() -> None:
    ids = ["R3", "R7.stable", "R7.one_sided", "classical.spijker"]
    assert near_name("R7", ids) == "R7.stable"
    assert near_name("Spijker", ids) == "classical.spijker"
    assert near_name("R8.stable", ids) == "R7.stable"
    assert near_name("spectrum", ids) == ""
