#!/usr/bin/env bash
# Package:      cvc5 1.4.2
# Expected:     logic ALL, which contains QF_NRA, decides what QF_NRA decides, if more slowly.
# Seen:         in QF_NRA x^3 = 2 is sat and x^2 + y^2 < 2xy unsat within a small budget of
#              resources. In ALL both are unknown at the end of it: the decision procedure for
#              nonlinear reals (coverings) is off there. The option nl-cov=true brings it back.
# kreissverify: a question names the logic QF_NRA and holds only what that logic has
#              (kreissverify/derivations/deciders/smtlib.py;
#              tests/derivations/deciders/test_solver_questions.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet cvc5==1.4.2 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import cvc5

QUESTIONS = {
    "x^3 = 2": "(declare-fun x () Real) (assert (= (* x x x) 2.0))",
    "x^2 + y^2 < 2xy": "(declare-fun x () Real) (declare-fun y () Real)"
    " (assert (< (+ (* x x) (* y y)) (* 2.0 x y)))",
}


def answer(question, logic, **options):
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("rlimit-per", "20000")
    for name, value in options.items():
        solver.setOption(name.replace("_", "-"), value)
    parser = cvc5.InputParser(solver)
    text = f"(set-logic {logic}) {question} (check-sat)"
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, symbols)).strip() or said
    return said


holds = True
for name, question in QUESTIONS.items():
    narrow, wide = answer(question, "QF_NRA"), answer(question, "ALL")
    again = answer(question, "ALL", nl_cov="true")
    print(f"{name}: QF_NRA {narrow}, ALL {wide}, ALL with coverings {again}")
    holds = holds and narrow in ("sat", "unsat") and wide.startswith("unknown") and again == narrow
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
