"""Certificates made to waste time or memory: all are answered within the budget of work."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kreissverify.certificates import checker
from tests.certificates.support.by_hand import (
    ONE,
    Document,
    fact,
    instance,
    num,
    op,
    quantity,
    refutation,
    sym,
)

J = instance([["0", "0"], ["1", "0"]], "0", "BlockTriangular")
SLOW = instance([["99/100", "0"], ["1", "99/100"]], "99/100", "BlockTriangular")
FALSE = op("lt", ONE, ONE)
LONG = [num(f"1/{10**3990 + 2 * k + 1}") for k in range(400)]


def doubled(tree: Any, operation: str, times: int) -> Any:
    for _ in range(times):
        tree = op(operation, tree, tree)
    return tree


def norm_of(tree: Any) -> Document:
    return refutation(J, FALSE, [fact("norm", tree, lower={"value": "99"})])


N = 40
#: As large as a matrix may be, with blocks of one row and entries of many denominators.
LARGE = instance(
    [[f"1/{3 * i + 7 * j + 5}" if i > j else "0" for j in range(N)] for i in range(N)],
    "0",
    "CoupledBlocks",
    [1] * N,
)
WIDE = op("columns", *["J"] * 10)
X, Y = (f"{10**3990 + 7}/{10**3989 + k}" for k in (3, 9))
PARAMETERS = instance([["0", "0"], ["1", "0"]], "0", "BlockTriangular", parameters={"x": X, "y": Y})


def many(*trees: Any) -> Any:
    """Return the trees, repeated to some thousands, as one formula."""
    return op("and", *[op("and", *trees * 60)] * 60)


def about(*matrices: Any, times: int = 390) -> list[Document]:
    return [fact("norm", matrix) for matrix in matrices] * times


def turned(tree: Any, times: int) -> Any:
    for _ in range(times):
        tree = op("transpose", tree)
    return tree


#: An identity with one more entry, so that no power of it is short.
SHEAR = op("add", op("scalar", "J", num("9/10")), "J")
HOSTILE: dict[str, Document] = {
    "columns of columns": norm_of(doubled("J", "columns", 14)),
    "rows of rows": norm_of(doubled("J", "rows", 14)),
    "wide again and again": refutation(LARGE, FALSE, about(WIDE)),
    "tall again and again": refutation(LARGE, FALSE, about(op("rows", *["J"] * 10))),
    "a tower of transposes": refutation(LARGE, FALSE, about(turned(WIDE, 90), times=200)),
    "named again and again": refutation(
        LARGE, FALSE, about(op("columns", *["J.comparison.triangular"] * 10))
    ),
    "multiples again and again": refutation(
        LARGE, FALSE, about(op("columns", *[op("scalar", "J", ONE)] * 10))
    ),
    "a quantity compared with itself": refutation(
        LARGE, many(op("le", quantity("K"), quantity("K"))), [fact("K")]
    ),
    "a wide matrix compared": refutation(
        LARGE, many(op("le", {**quantity("norm"), "of": WIDE}, ONE)), about(WIDE, times=1)
    ),
    "long numbers compared": refutation(
        PARAMETERS, FALSE, [], [many(op("le", sym("x"), sym("x")))] * 2
    ),
    "the largest of long numbers": refutation(
        PARAMETERS,
        op("le", op("max", *[op("max", sym("x"), sym("y"))] * 400), ONE),
        [],
        [many(op("le", op("max", sym("x"), sym("y")), sym("x")))],
    ),
    "a power of a power": norm_of(op("power", op("power", SHEAR, num(20000)), num(20000))),
    "a long time of a long power": refutation(
        SLOW,
        FALSE,
        [fact("M", op("power", "J", num(20000)), lower={"value": "387", "t": "10"})],
    ),
    "a matrix written too long": norm_of(op("mul", *[op("scalar", "J", num(X))] * 3)),
    "a sum with 400 long denominators": refutation(J, op("lt", op("add", *LONG), num(0)), []),
    "a product of 400 long numbers": refutation(J, op("lt", op("mul", *LONG), num(0)), []),
    "a long number to the power 20000": refutation(
        J, op("lt", op("pow", LONG[0], num(20000)), num(0)), []
    ),
    "a tower of exponentials": refutation(J, op("lt", op("exp", op("exp", num(99))), ONE), []),
    "a sum of long multiples": norm_of(op("add", *(op("scalar", "J", x) for x in LONG))),
    "a product of long multiples": norm_of(op("mul", *(op("scalar", "J", x) for x in LONG))),
    "very wide": norm_of(doubled("J", "columns", 8)),
    "20000 powers": refutation(SLOW, FALSE, [fact("M", upper={"value": "400", "T": "20000"})]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_rejected_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # A tenth of the work, as there are many: what takes over a second takes over ten of the whole
    monkeypatch.setattr(checker, "WORK", checker.WORK // 10)
    began = time.process_time()
    with pytest.raises(checker.Rejected):
        checker.check(HOSTILE[name])
    assert time.process_time() - began < 1.5  # reading the tree is in no budget


def test_a_wide_matrix_is_taken_and_a_wider_one_is_not() -> None:
    """No more than 400 rows and columns; each is paid for, so 200 doublings cost little."""
    assert checker.check(naming(op("columns", *["J"] * 200)))
    with pytest.raises(checker.Rejected, match="at most 400 rows and columns"):
        checker.check(naming(op("columns", *["J"] * 201)))


def naming(tree: Any) -> Document:
    return refutation(J, FALSE, [fact("norm", tree)])


def test_work_is_counted_before_it_is_done_for_every_matrix() -> None:
    for tree in (WIDE, op("transpose", "J"), op("rows", "J", "J"), op("scalar", "J", ONE)):
        checker.BUDGET.left = checker.WORK
        of = checker.Instance(LARGE)
        checker.BUDGET.left = 10**5
        with pytest.raises(checker.Rejected, match="more work"):
            of.matrix(tree)


#: Prints what became of a file, and the most memory that a process of its own took, in KiB.
CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
import checker
line = checker.verdict(sys.argv[2])[1]
status = open("/proc/self/status").read()
print(line[:8], status.split("VmHWM:")[1].split()[0])
"""
TEXTS = {
    "empty lists": "[" + "[]," * 66_000 + "0]",
    "empty objects": "[" + "{}," * 199_000 + "0]",
    "objects in objects": "[" + '{"":{"":{"":[]}}},' * 49_000 + "0]",
    "zeros": "[" + "0," * 4_000_000 + "0]",
    "strings": "[" + '"\u0100\u0101",' * 1_000_000 + "0]",
    "a product of long multiples": json.dumps(HOSTILE["a product of long multiples"]),
    "columns of columns": json.dumps(HOSTILE["columns of columns"]),
    "a power of a power": json.dumps(HOSTILE["a power of a power"]),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory as Linux counts it")
@pytest.mark.parametrize("name", TEXTS)
def test_memory_is_bounded(name: str, tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_text(TEXTS[name], encoding="utf-8")
    folder = str(Path(checker.__file__).parent)
    command = [sys.executable, "-I", "-c", CHILD, folder, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    word, most = done.stdout.split()
    assert word == "REJECTED" and int(most) < 512 * 1024


def test_levels_are_counted_and_not_left_to_the_interpreter() -> None:
    """A formula takes two levels for each operation, of 200, and stands in one of its own."""
    formula: Any = FALSE
    for _ in range(94):
        formula = op("or", formula)
    assert checker.check(refutation(J, formula, []))
    for _ in range(6):
        formula = op("or", formula)
    with pytest.raises(checker.Rejected, match="levels"):
        checker.check(refutation(J, formula, []))
