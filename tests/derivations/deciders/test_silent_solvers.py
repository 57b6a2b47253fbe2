"""A solver that is missing, hangs, or answers nonsense shows nothing, and the verdict says so."""

from pathlib import Path
from typing import Any

import pytest

from kreissverify import BlockTriangular, theorem
from kreissverify.derivations import Proof, derivation
from kreissverify.derivations.deciders import reals, solvers
from kreissverify.evidence.kinds import FailedDerivation
from kreissverify.evidence.verify import verify
from kreissverify.reports.derivations.text import derivation_line, derivation_text

SILENCES = {
    "is missing": ("print('missing')", "z3: not installed, cvc5: not installed"),
    "hangs": ("import time; time.sleep(600)", "z3: no answer in time, cvc5: no answer in time"),
    "has ended": ("raise SystemExit", "no solver decided it"),
    "talks nonsense": ("print('certainly')", "no solver decided it"),
}
ANSWER = """
import sys
while line := sys.stdin.buffer.readline():
    sys.stdin.buffer.read(int(line))
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
    monkeypatch.setattr(solvers, "_silent", {})
    monkeypatch.setattr(derivation, "_known", {})
    monkeypatch.setattr(reals, "_BRIEFLY", 0.2)
    monkeypatch.setattr(
        reals.decide_implication, "__defaults__", (0.5 if case == "hangs" else 20.0,)
    )

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
    assert any(reason in item.reason for item in report.found(FailedDerivation))


def test_a_solver_that_gave_no_answer_is_not_waited_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, asked = tmp_path / "solver.py", tmp_path / "asked"
    asked.touch()
    count = f"open({str(asked)!r}, 'a').write(sys.argv[1] + '\\n')"
    answer = "print('unsat') if sys.argv[1] == 'z3' else __import__('time').sleep(600)"
    program.write_text(ANSWER.format(answer=f"{count}; {answer}"), encoding="utf-8")
    for name, value in {"_PROGRAM": program, "_running": {}, "_answers": {}, "_silent": {}}.items():
        monkeypatch.setattr(solvers, name, value)
    first = solvers.ask("question", 20.0, patience=1.0)
    assert first == {"z3": solvers.Answer.UNSAT, "cvc5": solvers.Answer.UNKNOWN}
    assert solvers.ask("question", 20.0, patience=0.5) == first
    assert sorted(asked.read_text().split()) == ["cvc5", "z3"]
    assert solvers.ask("question", 20.0, patience=2.5) == first  # it is given longer
    assert sorted(asked.read_text().split()) == ["cvc5", "cvc5", "z3"]
    solvers._stop_all()
