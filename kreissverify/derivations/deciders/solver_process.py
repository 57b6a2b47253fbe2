"""A process that answers SMT-LIB questions with one solver, named by its argument.

It is run as a file by itself: ``python solver_process.py z3``. Each question comes on standard
input after a line with its length; each answer is one line.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from typing import Any


def _z3(text: str) -> str:
    z3: Any = importlib.import_module("z3")
    # nlsat is complete for the logic of the questions: given time, it decides every one of them.
    solver = z3.Tactic("qfnra-nlsat").solver()
    try:
        solver.from_string(text)
    except z3.Z3Exception:
        return "unreadable"
    return str(solver.check())


def _cvc5(text: str) -> str:
    cvc5: Any = importlib.import_module("cvc5")
    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "question")
    symbols, said = parser.getSymbolManager(), ""
    try:
        while not (command := parser.nextCommand()).isNull():
            said = str(command.invoke(solver, symbols)).strip() or said
    except RuntimeError:
        return "unreadable"
    return said


#: The solvers by name.
SOLVERS: dict[str, Callable[[str], str]] = {"z3": _z3, "cvc5": _cvc5}


def serve(name: str) -> None:
    """Answer questions on standard input until it ends."""
    stdin = sys.stdin.buffer
    while line := stdin.readline():
        text = stdin.read(int(line))  # by its length: a question has lines of its own
        if len(text) < int(line):
            return  # who asks has ended in the middle of a question
        try:
            said = SOLVERS[name](text.decode())
        except ImportError:
            said = "missing"
        try:
            print(said.splitlines()[0] if said else "unknown", flush=True)
        except BrokenPipeError:
            # Who asked has ended since. Python would try once more to write at its own end, and say
            # on the terminal that it could not.
            os._exit(1)


if __name__ == "__main__":
    serve(sys.argv[1])
