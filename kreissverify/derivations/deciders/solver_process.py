"""A process that answers SMT-LIB questions with one solver, named by its argument.

It is run as a file by itself: ``python solver_process.py z3``. Each question comes on standard
input after a line with its length, its limit of work, and the seconds of processor time after which
it is given up as "slow"; each answer is one line.

The limit of work counts what the solver does: questions that come to an end by it have equal
answers on every machine. Each question is answered in a process of its own, so that no answer
depends on the questions before it.
"""

from __future__ import annotations

import importlib
import os
import select
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

# Allocations of z3 for each unit of its `rlimit`. nlsat does not count resources within algebraic
# numbers, where it can stay for ever; but all of that allocates. With fewer, a true step would end
# here that its resources allow; with more, what has no end is given up later: 10 million
# allocations take about a second.
_ALLOCATIONS = 10
# The shortest question: what a solver sets up for its first one takes longer than most answers.
_WARMING = "(set-logic QF_NRA)\n(check-sat)\n"
_SETTING_UP = 1000  # its limit of work


def _z3(text: str, limit: int) -> str:
    z3: Any = importlib.import_module("z3")
    if hasattr(os, "fork") and limit > _SETTING_UP:  # where they are exceeded the process ends
        z3.set_param("memory_max_alloc_count", _ALLOCATIONS * limit)
    # nlsat is complete for the logic of the questions: given the work, it decides all of them.
    solver = z3.Tactic("qfnra-nlsat").solver()
    solver.set("rlimit", limit)
    try:
        solver.from_string(text)
    except z3.Z3Exception:
        return "unreadable"
    return str(solver.check())


def _cvc5(text: str, limit: int) -> str:
    cvc5: Any = importlib.import_module("cvc5")
    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("rlimit", str(limit))
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
SOLVERS: dict[str, Callable[[str, int], str]] = {"z3": _z3, "cvc5": _cvc5}


def serve(name: str) -> None:
    """Answer questions on standard input until it ends."""
    stdin = sys.stdin.buffer
    _said(name, _WARMING, _SETTING_UP)  # it is loaded and set up once, and not for each question
    while line := stdin.readline():
        length, limit, seconds = map(int, line.split())
        question = stdin.read(length)  # by its length: a question has lines of its own
        if len(question) < length:
            return  # who asks has ended in the middle of a question
        text = question.decode()
        said = (
            _apart(name, text, limit, seconds, stdin)
            if hasattr(os, "fork")
            else _said(name, text, limit)
        )
        try:
            print(said, flush=True)
        except BrokenPipeError:
            # Who asked has ended since. Python would try once more to write at its own end, and say
            # on the terminal that it could not.
            os._exit(1)


def _said(name: str, text: str, limit: int) -> str:
    try:
        said = SOLVERS[name](text, limit).split()
    except ImportError:
        return "missing"
    return said[0] if said else "unknown"  # "unknown (RESOURCEOUT)" is how cvc5 ends at its limit


def _apart(name: str, text: str, limit: int, seconds: int, stdin: BinaryIO) -> str:
    """Answer in a forked process, which begins as every other one does."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer_and_end(name, text, limit, seconds, writing)
    os.close(writing)
    # Nothing is asked while an answer is awaited: what is readable then is the end of the input.
    ready, _, _ = select.select([reading, stdin.fileno()], [], [])
    if reading not in ready:
        os.kill(child, signal.SIGKILL)
        raise SystemExit
    with os.fdopen(reading) as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return "slow"
    return said or "unknown"


def _answer_and_end(name: str, text: str, limit: int, seconds: int, writing: int) -> None:
    import resource  # there is none on Windows

    code = 1
    try:
        # z3 says on standard output that its allocations are exceeded: it would be read as answer
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # SIGXCPU would write the memory to a file
        os.write(writing, _said(name, text, limit).encode())
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve(sys.argv[1])
