#!/usr/bin/env bash
# Package:      z3-solver 5.4.1.0, cvc5 1.4.2
# Expected:     two solvers for real arithmetic agree on the square root of a negative number: no
#              value, or any.
# Seen:         for z3 the root of -1 is 0, so that "it is not 0" is unsat; it also simplifies 0^-1
#              to 0. For cvc5 it is free: "it is 2" is sat. A quotient by 0 is free in both.
# kreissverify: a root or quotient becomes a new number with an axiom on its domain alone, and that
#              the domain holds is to be shown (kreissverify/derivations/deciders/smtlib.py;
#              tests/derivations/deciders/test_solver_questions.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" || exit 2
"$folder/venv/bin/python" -m pip install --quiet z3-solver==5.4.1.0 cvc5==1.4.2 || exit 2
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import cvc5
import z3


def answer_of_cvc5(assertion):
    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    text = f"(set-logic QF_NRAT) (assert {assertion}) (check-sat)"
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said = str(command.invoke(solver, symbols)).strip() or said
    return said


def answer_of_z3(assertion):
    solver = z3.Solver()
    solver.add(assertion)
    return str(solver.check())


root = z3.Sqrt(z3.RealVal(-1))
z3_says = [answer_of_z3(root != 0), answer_of_z3(z3.RealVal(1) / z3.RealVal(0) == 2)]
cvc5_says = [answer_of_cvc5("(= (sqrt (- 1.0)) 2.0)"), answer_of_cvc5("(= (/ 1.0 0.0) 2.0)")]
simplified = [str(z3.simplify(root)), str(z3.simplify(z3.RealVal(0) ** -1))]
print("z3: simplify(sqrt(-1)), simplify(0^-1):", simplified)
print("z3: sqrt(-1) != 0 is", z3_says[0], " 1/0 = 2 is", z3_says[1])
print("cvc5: sqrt(-1) = 2 is", cvc5_says[0], " 1/0 = 2 is", cvc5_says[1])
holds = simplified == ["0", "0"] and z3_says == ["unsat", "sat"] and cvc5_says == ["sat", "sat"]
print("as described" if holds else "changed")
sys.exit(not holds)
PYTHON
