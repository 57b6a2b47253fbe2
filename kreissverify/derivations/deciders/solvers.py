"""The solvers over the reals, z3 (nlsat) and cvc5: each reads the same SMT-LIB text.

Each works in a process of its own, so that a time limit holds whatever the solver is doing.
"""

from __future__ import annotations

import atexit
import os
import selectors
import subprocess
import threading
import time
from enum import StrEnum
from pathlib import Path
from typing import Any

from kreissverify.derivations.deciders.registry import Decider, register
from kreissverify.system.end_with_parent import program_command

__all__ = ["SOLVERS", "Answer", "ask"]


class Answer(StrEnum):
    """What a solver says of the satisfiability of a question."""

    UNSAT = "unsat"
    SAT = "sat"
    UNKNOWN = "unknown"
    MISSING = "missing"
    UNREADABLE = "unreadable"


#: The solvers, each in a process of its own.
SOLVERS = ("z3", "cvc5")
for _name in SOLVERS:
    register(Decider(_name, _name))
_PROGRAM = Path(__file__).with_name("solver_process.py")
# Seconds that a solver is given after another has answered. Its answer adds a second opinion, and
# nothing to whether the claim is shown: more would only make derivations slower.
_PATIENCE = 2.0

_answers: dict[tuple[str, str], Answer] = {}
# For how many seconds a solver gave no answer: it is asked again only if it is given longer.
_silent: dict[tuple[str, str], float] = {}
_running: dict[str, subprocess.Popen[bytes]] = {}
_one_at_a_time = threading.Lock()


def ask(text: str, seconds: float, patience: float = _PATIENCE) -> dict[str, Answer]:
    """Return what each solver says of a question, within so many seconds.

    A solver that is not installed is `MISSING`; one that gives no answer in time, or within
    `patience` seconds of another's, is stopped.

    Parameters
    ----------
    text
        The question in SMT-LIB.
    seconds
        How long the first answer may take.
    patience
        How much longer the others may take then.
    """
    with _one_at_a_time:
        return _asked(text, seconds, patience)


def _asked(text: str, seconds: float, patience: float) -> dict[str, Answer]:
    # An answer is a fact about the text: a derivation asks many questions more than once.
    known = {name: _answers[name, text] for name in SOLVERS if (name, text) in _answers}
    decided = {Answer.SAT, Answer.UNSAT} & set(known.values())
    limit = min(seconds, patience) if decided else seconds
    asked = [x for x in SOLVERS if x not in known and _silent.get((x, text), 0.0) < limit]
    began = time.monotonic()
    pending = {name: _process(name) for name in asked}
    try:
        for process in pending.values():
            _send(process, text)
        found = _collect(pending, limit, patience)
    except BaseException:  # such as Ctrl-C: what comes late must not answer the next question
        for name in asked:
            _stop(name)
        raise
    for name, answer in found.items():
        if answer is Answer.UNKNOWN:  # another time it may be given longer
            _silent[name, text] = time.monotonic() - began
        else:
            _answers[name, text] = known[name] = answer
    return {name: known.get(name, Answer.UNKNOWN) for name in SOLVERS}


def _process(name: str) -> subprocess.Popen[bytes]:
    process = _running.get(name)
    # Kept from question to question: starting Python with a solver takes longer than most answers.
    if process is None or process.poll() is not None:
        # In a group of its own: Ctrl-C in a terminal is for this process, which stops the solver.
        process = subprocess.Popen(
            program_command(_PROGRAM, name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )
        _running[name] = process
    return process


def _send(process: subprocess.Popen[bytes], text: str) -> None:
    assert process.stdin is not None
    body = text.encode()
    try:
        process.stdin.write(b"%d\n" % len(body) + body)
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it has ended, and its answer will be none


def _collect(
    pending: dict[str, subprocess.Popen[bytes]], seconds: float, patience: float
) -> dict[str, Answer]:
    """Return the answers that come in time, and stop what does not answer."""
    answers: dict[str, Answer] = {}
    until = time.monotonic() + seconds
    with selectors.DefaultSelector() as selector:
        for name, process in pending.items():
            assert process.stdout is not None
            selector.register(process.stdout, selectors.EVENT_READ, name)
        while len(answers) < len(pending):
            ready = selector.select(max(0.0, until - time.monotonic()))
            if not ready:
                break
            for key, _ in ready:
                stream: Any = key.fileobj
                answers[key.data] = _answer(stream.readline().decode().strip())
                selector.unregister(stream)
                if answers[key.data] in (Answer.SAT, Answer.UNSAT):
                    until = min(until, time.monotonic() + patience)
    for name in pending.keys() - answers.keys():
        answers[name] = Answer.UNKNOWN
        _stop(name)
    return answers


def _answer(said: str) -> Answer:
    return Answer(said) if said in set(Answer) else Answer.UNKNOWN


def _stop(name: str) -> None:
    # Killed, not asked to end: nlsat does not look at its own time limit.
    process = _running.pop(name, None)
    if process is not None:
        process.kill()
        process.communicate()


def _begin_anew() -> None:
    """Forget the solvers of the process that this one was forked from: they answer that one."""
    global _one_at_a_time
    _running.clear()
    _one_at_a_time = threading.Lock()


os.register_at_fork(after_in_child=_begin_anew)


@atexit.register
def _stop_all() -> None:
    for name in list(_running):
        _stop(name)
