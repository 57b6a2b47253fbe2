"""Files of sparse matrices: exact entries, duplicates, damage that compiled code is not shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.io
import scipy.sparse

from kreissverify import InvalidMatrix, load_matrix, load_sparse_matrix
from kreissverify.matrices.files.reading import LargeFile

ARRAY = np.array([[0.5, 0.0, 0.1], [-3.0, 0.0, 0.0], [0.0, 2.0**-40, 7.0]])
LARGE = 1200
BANNER = "%%MatrixMarket matrix coordinate real general\n"


def refused(path: Path) -> str:
    with pytest.raises(InvalidMatrix) as caught:
        load_sparse_matrix(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ") and "\n" not in message
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize("layout", ["csr", "csc", "coo", "dia", "bsr"])
@pytest.mark.parametrize("kind", [scipy.sparse.coo_array, scipy.sparse.coo_matrix])
@pytest.mark.parametrize("factor", [1.0, 1 + 2j])
def test_what_save_npz_writes_is_read(tmp_path: Path, layout: str, kind: Any, factor: Any) -> None:
    scipy.sparse.save_npz(tmp_path / "a.npz", kind(factor * ARRAY).asformat(layout))
    found = load_sparse_matrix(tmp_path / "a.npz")
    assert found.is_complex == isinstance(factor, complex)
    assert (found.csc.toarray() == factor * ARRAY).all() and found.nonzero == 5


def test_a_large_file_is_read_as_a_sparse_one(tmp_path: Path) -> None:
    matrix = scipy.sparse.diags_array([0.5 * np.ones(LARGE), np.ones(LARGE - 1)], offsets=[0, 1])
    scipy.sparse.save_npz(tmp_path / "a.npz", matrix.tocsr())
    scipy.io.mmwrite(tmp_path / "a.mtx", matrix)
    for name in ("a.npz", "a.mtx"):
        with pytest.raises(LargeFile):
            load_matrix(tmp_path / name)
        assert (load_sparse_matrix(tmp_path / name).csc != matrix).nnz == 0


def test_digits_of_text_are_exact_and_places_are_added(tmp_path: Path) -> None:
    """0.1 is 1/10; its float is not, and 0.1 + 0.2 is the float nearest to 3/10."""
    body = "2 2 4\n1 1 0.1\n2 1 0.1\n2 1 0.2\n2 2 0\n"
    (tmp_path / "a.mtx").write_text(BANNER + body)
    found = load_sparse_matrix(tmp_path / "a.mtx")
    assert found.csc.toarray().tolist() == [[0.1, 0.0], [0.3, 0.0]]
    entries = found.integers()
    shares = [f"{v}/{entries.denominator}" for v in entries.real.tolist()]
    assert shares[:2] == ["1/10", "3/10"]


def test_symmetric_and_complex_coordinates(tmp_path: Path) -> None:
    (tmp_path / "a.mtx").write_text(
        "%%MatrixMarket matrix coordinate complex hermitian\n% note\n2 2 2\n1 1 3 0\n2 1 1 -2\n"
    )
    expected = [[3, 1 + 2j], [1 - 2j, 0]]
    assert load_sparse_matrix(tmp_path / "a.mtx").csc.toarray().tolist() == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the file is empty"),
        (BANNER + "2 3 1\n1 1 1\n", "expected a square matrix, got 2 rows and 3 columns"),
        (BANNER + "2 2 2\n1 1 1\n", "expected 2 entries, got 1"),
        (BANNER + "2 2 1\n3 1 1\n", "the place 3, 1 lies outside"),
        (BANNER + "2 2 1\n1 1 nan\n", "expected a finite number"),
        (BANNER + "9000000 9000000 1\n1 1 1\n", "at most 1000000 rows"),
        (BANNER.replace("coordinate", "array") + "1 1\n1\n", "expected a sparse file"),
        ("junk", "expected the banner"),
        (BANNER + "2 2 1\n1 1 1e999\n", "beyond the range of float64"),
    ],
)
def test_bad_text_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "a.mtx").write_text(text)
    assert sentence in refused(tmp_path / "a.mtx")


@pytest.mark.parametrize(
    ("layout", "name", "value"),
    [
        ("csr", "indices", [0, 2, 99, 1, 2]),
        ("csr", "indices", [0, 2, -1, 1, 2]),
        ("csr", "indptr", [0, 9, 3, 5]),
        ("csr", "indptr", [0, 2, 5]),
        ("csr", "indptr", [0.0, 2.0, 3.0, 5.0]),
        ("coo", "row", [0, 0, 9, 2, 2]),
        ("coo", "col", [0, 2]),
        ("dia", "offsets", [0, 0, 1, 2]),
        ("csr", "format", b"xyz"),
        ("csr", "shape", [3]),
        ("csr", "shape", [3, 3, 3]),
        ("csr", "data", np.array(["a"] * 5)),
    ],
)
def test_damaged_arrays_are_refused(tmp_path: Path, layout: str, name: str, value: Any) -> None:
    path = tmp_path / "a.npz"
    scipy.sparse.save_npz(path, scipy.sparse.coo_array(ARRAY).asformat(layout))
    arrays = dict(np.load(path))
    assert name in arrays
    np.savez(path, **{**arrays, name: np.asarray(value)})
    assert refused(path).startswith(("damaged", "expected", "the file is damaged"))


def test_a_dense_archive_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", ARRAY)
    assert "got dense arrays" in refused(tmp_path / "a.npz")
    assert "suffixes .npz, .mtx" in refused(tmp_path / "a.csv")
