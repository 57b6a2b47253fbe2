"""A matrix made of floats holds them: no rational is made before one is asked for."""

from __future__ import annotations

import pickle
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest

from kreissverify import K
from kreissverify.matrices import InvalidMatrix, Matrix, exact_entries, load_matrix
from kreissverify.numbers import arrays
from kreissverify.numbers.arrays import float_real_form
from kreissverify.numbers.complex_rational import as_gaussian

LARGEST = np.finfo(np.float64).max
ENTRIES = np.array([[0.1, -0.0, 5e-324], [-2.5e-310, LARGEST, -1.0], [3.0, 0.0, 1e-300]])
WHOLE = np.array([[0, 1, 2], [3, 4, 5], [6, 7, 127]])

HELD: dict[str, np.ndarray] = {
    "float64": ENTRIES,
    "float32": np.array([[0.1, -0.0], [1e-45, -3e38]], dtype=np.float32),
    "float16": np.array([[0.1, -0.0], [6e-8, 65504]], dtype=np.float16),
    "big-endian": ENTRIES.astype(">f8"),
    "order of columns": np.asfortranarray(ENTRIES),
    "transposed": ENTRIES.T,
    "strided": np.kron(ENTRIES, np.ones((2, 2)))[::2, ::-2],
    "one number for all": np.broadcast_to(np.float64(-0.0), (3, 3)),
    "one number": np.array([[-0.0]]),
    **{name: WHOLE.astype(name) for name in ("int8", "uint8", "int32", "uint32")},
    "int64": np.array([[2**53 - 1, -(2**53) + 1], [0, 1]], dtype=np.int64),
    "uint64": np.array([[2**53 - 1, 3], [0, 1]], dtype=np.uint64),
}

NOT_HELD: dict[str, np.ndarray] = {
    "long int64": np.array([[2**53 + 1, -(2**63)], [0, 1]], dtype=np.int64),
    "long uint64": np.array([[2**64 - 1, 3], [0, 1]], dtype=np.uint64),
    "long double": np.array([[1, 3], [5, 7]], dtype=np.longdouble) / 3,
    "objects": np.array([[Fraction(1, 3), 2], ["1/7", 0.5]], dtype=object),
}


def of_rationals(array: np.ndarray) -> Matrix:
    """Return the matrix of the same numbers, made of rationals."""
    return Matrix([list(map(exact, row)) for row in array.tolist()])


def exact(entry: Any) -> Fraction:
    return Fraction(*entry.as_integer_ratio()) if hasattr(entry, "as_integer_ratio") else entry


@pytest.fixture
def no_rationals(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> NoReturn:
        raise AssertionError("a rational was made")

    for module in (exact_entries, arrays):
        monkeypatch.setattr(module, "fmpq", type("Refused", (), {"__new__": refuse}))
        monkeypatch.setattr(module, "fmpq_mat", type("Refused", (), {"__new__": refuse}))
    monkeypatch.setattr(exact_entries, "as_fmpq", refuse)
    monkeypatch.setattr(Matrix, "_made_exact", refuse)


@pytest.mark.usefixtures("no_rationals")
@pytest.mark.parametrize("suffix", [".npy", ".npz"])
def test_the_kreiss_constant_of_a_file_of_floats_makes_no_rational(
    tmp_path: Path, suffix: str
) -> None:
    array = np.random.default_rng(0).standard_normal((60, 60)) / 9
    path = tmp_path / f"J{suffix}"
    {".npy": np.save, ".npz": np.savez}[suffix](path, array)
    read = load_matrix(path)
    assert read.n == 60 and read.holds_floats and repr(read) == "Matrix(60x60)"
    np.testing.assert_allclose(read.array, array, rtol=1e-15)
    assert K(read) == K(read.array) > 1


COMPLEX: dict[str, np.ndarray] = {
    "complex128": np.array([[0.1 + 0.2j, complex(-0.0, -0.0)], [5e-324j, -2.5e-310 + 3j]]),
    "complex64": np.array([[0.1, 1e-45j], [-3e38 + 1j, 0]], dtype=np.complex64),
    "big-endian": np.array([[0.1j, 2], [3, 4j]], dtype=">c16"),
    "transposed": np.array([[0.1j, 2], [3, 4j]]).T,
    "long double": np.array([[1j, 3], [5, 7]], dtype=np.clongdouble) / 3,
    "objects": np.array([[0.5j, "1/3i"], [Fraction(1, 3), "-i"]], dtype=object),
}


def gaussian(entry: Any) -> Any:
    real, imaginary = as_gaussian(entry)
    return real, imaginary


@pytest.mark.parametrize("name", COMPLEX)
def test_a_complex_array_and_its_rationals_are_one_matrix(name: str) -> None:
    array = COMPLEX[name]
    made = Matrix(array)
    other = Matrix([list(map(gaussian, row)) for row in array.tolist()])
    assert made.is_complex and made.holds_floats == (name not in ("long double", "objects"))
    assert made.array.dtype == np.complex128 and made.array.tobytes() == other.array.tobytes()
    assert made.parts == other.parts and made == other and hash(made) == hash(other)
    assert made.digest == other.digest and made.strings() == other.strings()
    for copy in (Matrix(made), pickle.loads(pickle.dumps(made)), Matrix(made.strings())):
        assert copy == made and copy.array.tobytes() == made.array.tobytes()
    real = made.real_form
    assert real.n == 2 * made.n and not real.is_complex
    np.testing.assert_array_equal(real.array, float_real_form(made.array))
    assert real == other.real_form


@pytest.mark.usefixtures("no_rationals")
def test_complex_floats_are_compared_without_rationals() -> None:
    array = COMPLEX["complex128"]
    assert Matrix(array) == Matrix(array.copy()) and Matrix(array) != Matrix(array.conj())
    assert Matrix(array) != Matrix(array.real) and Matrix(array.real) != Matrix(array)
    assert Matrix(array).real_form == Matrix(float_real_form(array))


def test_exact_entries_of_a_complex_matrix_are_not_had_without_their_imaginary_parts() -> None:
    with pytest.raises(InvalidMatrix, match="expected real entries, got complex ones"):
        Matrix(COMPLEX["complex128"]).exact  # noqa: B018


def test_a_complex_array_without_imaginary_parts_is_real() -> None:
    made = Matrix(ENTRIES + 0j)
    assert made == Matrix(ENTRIES) and not made.is_complex and made.real_form is made
    assert made.array.dtype == np.float64
    assert not Matrix([["1/2+0i", "0i"], [0, 1 + 0j]]).is_complex


@pytest.mark.usefixtures("no_rationals")
def test_floats_are_compared_without_rationals() -> None:
    assert Matrix(ENTRIES) == Matrix(ENTRIES.copy())
    assert Matrix(ENTRIES) != Matrix(ENTRIES.T)
    assert Matrix(np.array([[0.0]])) == Matrix(np.array([[-0.0]]))
    assert Matrix(np.eye(2)) != Matrix(np.eye(3))


@pytest.mark.parametrize("name", [*HELD, *NOT_HELD])
def test_an_array_and_its_rationals_are_one_matrix(name: str) -> None:
    array = {**HELD, **NOT_HELD}[name]
    made, other = Matrix(array), of_rationals(array)
    assert made.holds_floats == (name in HELD)
    assert made.array.tobytes() == other.array.tobytes()
    assert made.array.dtype == np.float64 and made.array.flags.c_contiguous
    assert made.exact == other.exact
    assert made == other and other == made and hash(made) == hash(other)
    assert made.digest == other.digest and made.strings() == other.strings()
    assert repr(made) == repr(other) and made.n == other.n
    again = Matrix(made)
    assert again == made and again.holds_floats == made.holds_floats


def test_an_array_is_copied_and_not_written_to() -> None:
    source = ENTRIES.copy()
    source.flags.writeable = False
    made = Matrix(source)
    assert np.signbit(source[0, 1]) and not np.signbit(made.array[0, 1])
    source = ENTRIES.copy()
    made = Matrix(source)
    source[0, 0] = 7
    assert made.array[0, 0] == 0.1 and float(made.exact[0, 0]) == 0.1
    with pytest.raises(ValueError, match="read-only"):
        made.array[0, 0] = 7


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        (np.array([[1, np.nan, np.inf]]), "entry [0, 1]: expected a finite number, got nan"),
        (np.array([[1], [-np.inf]]), "entry [1, 0]: expected a finite number, got -inf"),
        (np.full((1, 1), np.inf, np.float32), "entry [0, 0]: expected a finite number, got inf"),
        (np.zeros((2, 3)), "expected a square matrix, got 2 rows and 3 columns"),
        (np.zeros((0, 3)), "expected at least one entry, got an empty matrix"),
        (np.zeros((3, 0)), "expected at least one entry, got an empty matrix"),
        (np.zeros(3), "expected a 2-dimensional array, got 1 dimensions"),
        (np.array([[True]]), "expected numbers, got entries of type bool"),
        (
            np.ma.array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 1], [0, 0]]),
            "entry [0, 1]: expected a rational number, got NoneType",
        ),
    ],
)
def test_arrays_are_refused_in_the_words_for_rationals(entries: np.ndarray, sentence: str) -> None:
    with pytest.raises(InvalidMatrix) as caught:
        Matrix(entries)
    assert str(caught.value) == f"matrix: {sentence}"
