"""Matrix files: each format is read exactly, each kind of bad file is one clear sentence."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import scipy.io
import scipy.sparse
from flint import fmpq

from kreissverify.matrices import InvalidMatrix, Matrix, load_matrix
from kreissverify.matrices.files.load import MOST_ROWS

ARRAY = np.array([[0.5, 0.1], [-3.0, 2.0**-40]])


def refused(path: Path, **options: str) -> str:
    """Return the sentence with which a file is refused; it names the file."""
    with pytest.raises(InvalidMatrix) as caught:
        load_matrix(path, **options)
    message = str(caught.value)
    assert message.startswith(f"{path}: ") and "\n" not in message
    return message.removeprefix(f"{path}: ")


def test_binary_formats_keep_every_bit(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", ARRAY)
    np.savez_compressed(tmp_path / "a.npz", jacobian=ARRAY)
    assert load_matrix(tmp_path / "a.npy") == Matrix(ARRAY)
    assert load_matrix(str(tmp_path / "a.npz")) == Matrix(ARRAY)
    np.save(tmp_path / "f.npy", np.asfortranarray(ARRAY.astype(">f4")))
    assert load_matrix(tmp_path / "f.npy") == Matrix(ARRAY.astype("f4"))
    np.save(tmp_path / "i.npy", np.array([[1, 2], [3, 4]]))
    assert load_matrix(tmp_path / "i.npy") == Matrix([[1, 2], [3, 4]])


@pytest.mark.parametrize("sparse", [False, True])
def test_matrix_market_dense_and_sparse(tmp_path: Path, sparse: bool) -> None:
    matrix = scipy.sparse.coo_array(ARRAY) if sparse else ARRAY
    scipy.io.mmwrite(tmp_path / "a.mtx", matrix, precision=17)
    # text is exact: the decimals that stand for the floats, whose rounding they are
    assert np.array_equal(load_matrix(tmp_path / "a.mtx").array, ARRAY)


def test_csv_entries_are_exact_rationals(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("# gamma = 1/3\n1/3, 0.1\n\n-2e-3,4\n", encoding="utf-8")
    assert load_matrix(tmp_path / "a.csv") == Matrix([["1/3", "1/10"], ["-1/500", 4]])
    (tmp_path / "b.csv").write_text("\ufeff1;2\n.5;+7.\n", encoding="utf-8")
    assert load_matrix(tmp_path / "b.csv") == Matrix([[1, 2], [fmpq(1, 2), 7]])
    (tmp_path / "c.CSV").write_text("1 2\n3\t4\n", encoding="utf-8")
    assert load_matrix(tmp_path / "c.CSV") == Matrix([[1, 2], [3, 4]])


NUMBERS = {
    "0.1": fmpq(1, 10),
    "-.5": fmpq(-1, 2),
    "+7.": fmpq(7),
    "1e-400": fmpq(1, 10**400),
    "2.5E+3": fmpq(2500),
    "12e-1": fmpq(6, 5),
    "-0": fmpq(0),
    "9007199254740993": fmpq(2**53 + 1),
    "18446744073709551615": fmpq(2**64 - 1),
    "0.10000000000000000000000000001": fmpq(10**28 + 1, 10**29),
}
TEXTS = {
    "csv": ("a.csv", "{}\n"),
    "array": ("a.mtx", "%%MatrixMarket matrix array real general\n1 1\n{}\n"),
    "integer": ("a.mtx", "%%MatrixMarket matrix array integer general\n1 1\n{}\n"),
    "coordinate": ("a.mtx", "%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 {}\n"),
    "symmetric": ("a.mtx", "%%MatrixMarket matrix coordinate real symmetric\n1 1 1\n1 1 {}\n"),
}


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("word", NUMBERS)
def test_every_text_format_reads_a_number_exactly(tmp_path: Path, kind: str, word: str) -> None:
    name, text = TEXTS[kind]
    for end in ("\n", "\r\n"):
        for mark in ("", "\ufeff"):  # a byte-order mark
            content = mark + text.format(word).replace("\n", end)
            (tmp_path / name).write_bytes(content.encode())
            assert load_matrix(tmp_path / name).exact[0, 0] == NUMBERS[word]


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize(
    "word",
    [
        "1_000",
        "\u0661",
        "nan",
        "-inf",
        "Infinity",
        "1e9999",
        "0x1",
        "1d2",
        "1+2j+i",
        "1+ij2",
        "--1",
        "e5",
    ],
)
def test_every_text_format_refuses_what_is_no_number(tmp_path: Path, kind: str, word: str) -> None:
    name, text = TEXTS[kind]
    (tmp_path / name).write_text(text.format(word), encoding="utf-8")
    sentence = refused(tmp_path / name)
    assert "number" in sentence and repr(word) in sentence
    assert ("finite" in sentence) == (word.strip("-").lower()[:3] in ("nan", "inf"))


@pytest.mark.parametrize("dtype", ["uint8", "uint64", "int64", "float32", "float64", "bool"])
@pytest.mark.parametrize("sparse", [False, True])
def test_what_scipy_writes_is_read(tmp_path: Path, dtype: str, sparse: bool) -> None:
    if (dtype == "bool") and not sparse:
        return  # SciPy has no such file
    array = np.array([[1, 0], [3, 2]]).astype(dtype)
    if dtype.endswith("int64"):
        array[1, 0] = 2**53 + 1
    scipy.io.mmwrite(tmp_path / "a.mtx", scipy.sparse.coo_array(array) if sparse else array)
    expected = Matrix(array.astype("int64" if dtype == "bool" else dtype))
    assert load_matrix(tmp_path / "a.mtx") == expected


@pytest.mark.parametrize("layout", ["csr", "csc", "coo", "dia", "bsr"])
def test_small_sparse_files_are_dense_matrices(tmp_path: Path, layout: str) -> None:
    matrix = scipy.sparse.coo_array(ARRAY).asformat(layout)
    scipy.sparse.save_npz(tmp_path / "a.npz", matrix)
    assert load_matrix(tmp_path / "a.npz") == Matrix(ARRAY)


@pytest.mark.parametrize(
    ("text", "hinted"),
    [
        ("0,5;1,2\n0;1\n", True),
        ("0,5 1,2\n0 1\n", True),
        ("0,5\t-1,2e-3\n0\t1\n", True),
        ("0,5;x\n", False),
        ("0,5,x\n", False),
        ("1,2 3\n", True),
    ],
)
def test_a_decimal_comma_gets_a_hint(tmp_path: Path, text: str, hinted: bool) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert ("is its comma a decimal one? write a point" in refused(tmp_path / "a.csv")) == hinted


def test_a_decimal_comma_in_rows_of_commas_gets_a_hint(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("0,5,0,1\n0,2,0,4\n", encoding="utf-8")
    sentence = refused(tmp_path / "a.csv")
    assert "got 2 rows and 4 columns" in sentence and "a decimal one?" in sentence
    (tmp_path / "a.csv").write_text("1,2,3\n0,2,4\n", encoding="utf-8")
    assert "a decimal one?" not in refused(tmp_path / "a.csv")


def test_npz_with_several_arrays_asks_for_one(tmp_path: Path) -> None:
    path = tmp_path / "two.npz"
    np.savez(path, J=ARRAY, H=2 * ARRAY)
    assert "exactly one array, or the name of one (arrays: J, H)" in refused(path)
    assert load_matrix(path, name="H") == Matrix(2 * ARRAY)
    assert "no array 'X' in the file (arrays: J, H)" in refused(path, name="X")
    with zipfile.ZipFile(tmp_path / "none.npz", "w"):
        pass
    assert "arrays: none" in refused(tmp_path / "none.npz")


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".mtx", ".csv"])
def test_files_that_hold_no_matrix(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    assert "there is no such file" in refused(path)
    path.write_bytes(b"")
    assert "the file is empty" in refused(path)
    path.write_bytes(b"\xff\xfe\x00garbage" * 9)
    assert "damaged" in refused(path)
    folder = tmp_path / f"folder{suffix}"
    folder.mkdir()
    assert "directory" in refused(folder)


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".mtx"])
def test_truncated_files(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    big = np.arange(400.0).reshape(20, 20)
    if suffix == ".npy":
        np.save(path, big)
    elif suffix == ".npz":
        np.savez(path, big)
    else:
        # sparse: SciPy's reader crashes on other truncated files (benchmarks/scipy_survives.py)
        scipy.io.mmwrite(path, scipy.sparse.coo_array(big))
    path.write_bytes(path.read_bytes()[:-200])
    sentence = refused(path)
    assert "damaged" in sentence or "expected a row, a column and a value" in sentence


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (Path(tmp_path / "sprung"),))

    np.save(tmp_path / "a.npy", np.array([[Trap()]], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "a.npz", np.array([[Trap()]], dtype=object))
    (tmp_path / "b.npy").write_bytes(pickle.dumps(Trap()))
    for name in ("a.npy", "a.npz", "b.npy"):
        assert "damaged, or no" in refused(tmp_path / name)
    assert not (tmp_path / "sprung").exists()


def test_unknown_suffix_and_name_of_a_single_array(tmp_path: Path) -> None:
    assert "suffixes .npy, .npz, .mtx, .csv" in refused(tmp_path / "a.mat")
    np.save(tmp_path / "a.npy", ARRAY)
    assert "only an .npz file holds arrays by name" in refused(tmp_path / "a.npy", name="J")


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.ones((2, 3)), "square matrix, got 2 rows and 3 columns"),
        (np.array([[1.0, np.nan], [0, 1]]), "entry [0, 1]: expected a finite number"),
        (np.array([[1.0, 0], [-np.inf, 1]]), "entry [1, 0]: expected a finite number"),
        (np.array([[complex(0, np.nan)]]), "entry [0, 0]: expected a finite number, got nan"),
        (np.ones(3), "2-dimensional array, got 1 dim"),
        (np.empty((0, 0)), "empty matrix"),
        (np.array([["a"]]), "expected numbers"),
        (np.array([[True]]), "expected numbers"),
    ],
)
def test_arrays_that_are_no_real_square_matrix(
    tmp_path: Path, array: np.ndarray, sentence: str
) -> None:
    np.save(tmp_path / "a.npy", array)
    np.savez(tmp_path / "a.npz", array)
    assert sentence in refused(tmp_path / "a.npy")
    assert sentence in refused(tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1,2\n3\n", "line 2: expected 2 entries as in the first row, got 1"),
        ("1,2\n", "square matrix, got 1 rows and 2 columns"),
        ("x,y\n1,2\n", "line 1: expected a number such as 0.25, 1/4 or 1/4+2i, got 'x'"),
        ("1,nan\n1,2\n", "line 1: expected a finite number"),
        ("1,-Inf\n1,2\n", "line 1: expected a finite number"),
        ("1,2+3j+i\n1,2\n", "line 1: expected a number such as 0.25, 1/4 or 1/4+2i, got '2+3j+i'"),
        ("1,2+nanj\n1,2\n", "line 1: expected a finite number"),
        ("1,\n1,2\n", "line 1: expected a number such as 0.25, 1/4 or 1/4+2i, got ''"),
        ("1e999999999\n", "line 1: expected a number"),
        ("1/0\n", "expected a rational number such as '3/8', got '1/0'"),
        ("# nothing\n\n", "the file holds no numbers"),
    ],
)
def test_csv_faults_are_placed(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert sentence in refused(tmp_path / "a.csv")


def test_huge_matrix_market(tmp_path: Path) -> None:
    header = "%%MatrixMarket matrix coordinate real general\n"
    (tmp_path / "b.mtx").write_text(f"{header}1000000 1000000 1\n1 1 1.0\n", encoding="utf-8")
    assert f"at most {MOST_ROWS} rows" in refused(tmp_path / "b.mtx")


COMPLEX = np.array([[0.5 + 0.25j, -3], [2j, -1 - 0.125j]])


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a.mtx", "sparse.mtx", "a.csv", "b.csv"])
def test_complex_files_are_read_exactly(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    match name:
        case "a.npy":
            np.save(path, COMPLEX)
        case "a.npz":
            np.savez(path, COMPLEX)
        case "a.mtx":
            scipy.io.mmwrite(path, COMPLEX)
        case "sparse.mtx":
            scipy.io.mmwrite(path, scipy.sparse.coo_matrix(COMPLEX))
        case "a.csv":  # as NumPy writes it
            np.savetxt(path, COMPLEX, delimiter=",")
        case _:
            path.write_text("1/2 + 1/4i, -3\n 2i, -1-0.125j\n", encoding="utf-8")
    assert load_matrix(path) == Matrix(COMPLEX)


def test_decimals_of_complex_files_are_exact(tmp_path: Path) -> None:
    expected = Matrix([["1/10+1/5i"]])
    banner = "%%MatrixMarket matrix"
    texts = {
        "a.csv": "0.1+0.2i\n",
        "a.mtx": f"{banner} array complex general\n1 1\n0.1 0.2\n",
        "b.mtx": f"{banner} coordinate complex general\n1 1 2\n1 1 0.1 0.1\n1 1 0 0.1\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert load_matrix(tmp_path / name) == expected


def test_complex_symmetries_of_matrix_market(tmp_path: Path) -> None:
    entry = {"hermitian": "-2i", "symmetric": "2i", "skew-symmetric": "-2i"}
    for symmetry, mirrored in entry.items():
        diagonal = "0" if symmetry == "skew-symmetric" else "3"
        path, head = tmp_path / "a.mtx", "%%MatrixMarket matrix"
        stored = f"2 2 3\n1 1 {diagonal} 0\n2 1 0 2\n2 2 0 0\n"
        path.write_text(f"{head} coordinate complex {symmetry}\n{stored}", encoding="utf-8")
        assert load_matrix(path) == Matrix([[diagonal, mirrored], ["2i", 0]])
        corner = "" if symmetry == "skew-symmetric" else f"{diagonal} 0\n"
        last = "" if symmetry == "skew-symmetric" else "0 0\n"
        path.write_text(
            f"{head} array complex {symmetry}\n2 2\n{corner}0 2\n{last}", encoding="utf-8"
        )
        assert load_matrix(path) == Matrix([[diagonal, mirrored], ["2i", 0]])


def test_a_complex_file_without_imaginary_parts_is_real(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.eye(2, dtype=complex))
    assert not load_matrix(tmp_path / "a.npy").is_complex
    assert load_matrix(tmp_path / "a.npy") == Matrix(np.eye(2))


def test_matrix_market_symmetries_comments_and_repeated_places(tmp_path: Path) -> None:
    path = tmp_path / "a.mtx"
    banner = "%%MatrixMarket matrix"
    path.write_text(f"{banner} array real symmetric\n% note\n2 2\n1\n0.5\n3\n", encoding="utf-8")
    assert load_matrix(path) == Matrix([[1, 0.5], [0.5, 3]])
    path.write_text(f"{banner} array integer skew-symmetric\n2 2\n7\n", encoding="utf-8")
    assert load_matrix(path) == Matrix([[0, -7], [7, 0]])
    path.write_text(f"{banner} coordinate pattern general\n2 2 2\n1 2\n2 1\n", encoding="utf-8")
    assert load_matrix(path) == Matrix([[0, 1], [1, 0]])
    text = f"{banner} coordinate real symmetric\n2 2 2\n2 1 0.1\n2 1 0.2\n"
    path.write_text(text, encoding="utf-8")
    assert load_matrix(path) == Matrix([[0, "3/10"], ["3/10", 0]])
    text = f"{banner} coordinate real skew-symmetric\n2 2 2\n1 1 0\n1 2 0.1\n"
    path.write_text(text, encoding="utf-8")
    assert load_matrix(path) == Matrix([[0, "1/10"], ["-1/10", 0]])
    text = f"{banner} coordinate real general\n\n2 2 2\n1 1 0.5\n1 1 0.25\n"
    path.write_text(text, encoding="utf-8")
    assert load_matrix(path) == Matrix([[0.75, 0], [0, 0]])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("array real general\n", "line 1: expected the line of sizes"),
        ("array real general\n2 x\n", "line 2: expected a whole number, got 'x'"),
        ("array real general\n2 2\n1 2 3\n", "expected 4 entries, got 3"),
        ("array real general\n1 1\none\n", "line 3: expected a number, got 'one'"),
        ("array real general\n1 1\nnan\n", "expected a finite number"),
        # SciPy reads as far as it understands: findings/scipy-matrix-market-numbers.sh
        ("array real general\n1 1\n1.5D+2\n", "line 3: expected a number, got '1.5D+2'"),
        ("array real general\n1 1\n1/3\n", "line 3: expected a number, got '1/3'"),
        ("coordinate real general\n1 1 1\n1 1 1,5\n", "line 3: expected a number, got '1,5'"),
        # Python reads more than the format has
        ("array real general\n1 1\n1_0\n", "line 3: expected a number, got '1_0'"),
        ("array real general\n1 1\n\u0661\n", "line 3: expected a number, got '\u0661'"),
        ("array real symmetric\n1 2\n1\n", "a symmetric matrix is square"),
        ("coordinate real general\n1 1 1\n2 1 5\n", "line 3: the place 2, 1 lies outside"),
        ("coordinate real general\n1 1 1\n1 1\n", "line 3: expected a row, a column and a value"),
        ("coordinate real general\n1 1 2\n1 1 5\n", "expected 2 entries, got 1"),
        ("coordinate real hermitian\n1 1 2\n1 1 5\n", "complex"),
        ("coordinate complex hermitian\n1 1 1\n1 1 5 1\n", "line 3: a hermitian matrix has a real"),
        ("coordinate complex general\n1 1 1\n1 1 5\n", "a row, a column and the two parts of"),
        ("array complex general\n1 1\n5\n", "expected 2 entries, got 1"),
        ("array pattern general\n1 1\n1\n", "expected a banner such as"),
        ("coordinate pattern skew-symmetric\n2 2 1\n2 1\n", "expected a banner such as"),
        ("coordinate real skew-symmetric\n2 2 1\n1 1 5\n", "line 3: a skew-symmetric matrix has"),
        ("coordinate real general\n", "line 1: expected the line of sizes"),
        ("coordinate unsigned general\n1 1 1\n1 1 1\n", "expected a banner such as"),
    ],
)
def test_matrix_market_faults_are_placed(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "a.mtx").write_text(f"%%MatrixMarket matrix {text}", encoding="utf-8")
    assert sentence in refused(tmp_path / "a.mtx")


def test_huge_arrays_are_refused_before_they_are_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((1, MOST_ROWS + 1)))
    assert f"at most {MOST_ROWS} rows" in refused(tmp_path / "a.npy")
    np.savez_compressed(tmp_path / "a.npz", np.zeros((2300, 2300)))
    assert f"at most {MOST_ROWS} rows" in refused(tmp_path / "a.npz")
