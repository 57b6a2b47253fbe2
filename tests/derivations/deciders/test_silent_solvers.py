"""A solver that is missing, hangs, or answers nonsense shows nothing, and the verdict says so."""

from pathlib import Path
from typing import Any

import pytest

from kreissverify import BlockTriangular, theorem
from kreissverify.derivations import Proof, derivation
from kreissverify.derivations.deciders import solvers
from kreissverify.evidence.kinds import FailedDerivation
from kreissverify.evidence.verify import verify
from kreissverify.reports.derivations.text import derivation_line, derivation_text

SILENCES = {
    "is missing": ("print('missing')", "z3: not installed, cvc5: not installed"),
    "comes to its limit": ("print('unknown')", "z3: no answer within its limit of work, cvc5: no"),
    "hangs": ("import time; time.sleep(600)", "the machine was too slow: z3 and cvc5 did not come"),
    "is slow": ("print('slow')", "the machine was too slow: z3 and cvc5 did not come"),
    "has ended": ("raise SystemExit", "no solver decided it"),
    "talks nonsense": ("print('certainly')", "no solver decided it"),
}
ANSWER = """
import sys
while line := sys.stdin.buffer.readline():
    sys.stdin.buffer.read(int(line.split()[0]))
    {answer}
    sys.stdout.flush()
"""


@pytest.mark.parametrize("case", SILENCES)
def test_nothing_is_proved(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, reason = SILENCES[case]
    program = tmp_path / "solver.py"
    program.write_text(ANSWER.format(answer=answer), encoding="utf-8")
    monkeypatch.setattr(solvers, "_PROGRAM", program)
    monkeypatch.setattr(solvers, "_running", {})
    monkeypatch.setattr(solvers, "_answers", {})
    monkeypatch.setattr(derivation, "_known", {})
    monkeypatch.setattr(solvers, "_GUARD", 0.5 if case == "hangs" else 60.0)

    @theorem(source="for the tests", id="plain")
    def plain(J: BlockTriangular) -> Any:
        """A square is at least 0."""
        return J.c**2 - 2 * J.c + 1 >= 0

    @plain.derivation
    def _(p: Proof) -> None:
        p.qed(p.reals("a square", p.J.c**2 - 2 * p.J.c + 1 >= 0))

    found = derivation.derive(plain)
    solvers._stop_all()
    assert found is not None and not found.is_complete
    assert found.failed == "a square" and reason in found.reason
    assert "Not proved: step 'a square'" in derivation_text(found)
    assert reason in derivation_line(found) and "not proved" in derivation_line(found)
    report = verify(plain, instances=5)
    assert report.verdict.value != "proved"
    assert [reason in item.reason for item in report.found(FailedDerivation)] == [True]


def test_an_answer_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, asked = tmp_path / "solver.py", tmp_path / "asked"
    asked.touch()
    count = f"open({str(asked)!r}, 'a').write(sys.argv[1] + '\\n')"
    answer = "print('unsat' if sys.argv[1] == 'z3' else 'unknown')"
    program.write_text(ANSWER.format(answer=f"{count}; {answer}"), encoding="utf-8")
    for name, value in {"_PROGRAM": program, "_running": {}, "_answers": {}}.items():
        monkeypatch.setattr(solvers, name, value)
    first = solvers.ask("question")
    assert first == {"z3": solvers.Answer.UNSAT, "cvc5": solvers.Answer.UNKNOWN}
    assert solvers.ask("question") == first
    assert asked.read_text().split() == ["z3", "cvc5"]
    solvers._stop_all()


def test_a_question_without_an_end_comes_to_its_limit() -> None:
    """Algebraic numbers of nlsat count no resources; the allocations that they take do."""
    names = [f"x{k}" for k in range(6)]
    lines = ["(set-logic QF_NRA)", *(f"(declare-const {x} Real)" for x in names)]
    squares = " ".join(f"(* {x} {x})" for x in names)
    lines += [
        "(assert (= 7 (+ (* x0 x0 x0 x1) (* x1 x1 x2 x3) (* x4 x4 x4 x5) (* x2 x5 x0))))",
        "(assert (= (* x0 x1 x2 x3) (+ x4 x5 x5)))",
        "(assert (> (* x3 x3 x5) (+ 2 (* x1 x1 x4))))",
        f"(assert (< (+ {squares}) 3))",
        "(check-sat)",
    ]
    assert solvers._answer("z3", "\n".join(lines), 2_000_000, 60) is solvers.Answer.UNKNOWN
