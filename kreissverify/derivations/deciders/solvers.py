"""The solvers over the reals, z3 (nlsat) and cvc5: each reads the same SMT-LIB text.

They are asked in a fixed order, each up to a limit of work that its own steps are counted against:
which of them answers first, and how busy the machine is, changes nothing. Each works in a process
of its own, which can be stopped whatever the solver is doing.
"""

from __future__ import annotations

import atexit
import os
import queue
import signal
import subprocess
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kreissverify.derivations.deciders.registry import Decider, register
from kreissverify.system.end_with_parent import program_command

__all__ = ["SOLVERS", "Answer", "ask", "ask_briefly"]


class Answer(StrEnum):
    """What a solver says of the satisfiability of a question."""

    UNSAT = "unsat"
    SAT = "sat"
    UNKNOWN = "unknown"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    SLOW = "slow"

    @property
    def is_decided(self) -> bool:
        """Whether the solver decided the question, one way or the other."""
        return self in (Answer.SAT, Answer.UNSAT)


#: The solvers, each in a process of its own, in the order in which they are asked.
SOLVERS = ("z3", "cvc5")
for _name in SOLVERS:
    register(Decider(_name, _name))
_PROGRAM = Path(__file__).with_name("solver_process.py")


@dataclass(frozen=True)
class _Effort:
    """How much work each solver may do, in its own units of resources.

    Attributes
    ----------
    z3, cvc5
        The limits while nothing is decided.
    second
        The limit of cvc5 where z3 has decided; 0 asks for no second opinion.
    """

    z3: int
    cvc5: int
    second: int

    def limit(self, name: str, decided: bool) -> int:
        """Return the limit of a solver, given whether one before it has decided."""
        return self.second if decided else {"z3": self.z3, "cvc5": self.cvc5}[name]


# Empirical. Of 290 questions of the library z3 needs 724 thousand units for the longest, and at
# most a few seconds for 5 million. cvc5 needs 51 thousand for the longest, but from 20 thousand on
# it may enter a computation that it does not count, and that has no end.
_FULL = _Effort(z3=5_000_000, cvc5=30_000, second=30_000)
# For help alone, such as looking for contradictory premises: half a second.
_BRIEF = _Effort(z3=1_000_000, cvc5=10_000, second=0)
# Seconds of processor time after which a question is given up by name. Twenty times what the limits
# take at most on the questions of the library: it is met by what has no end, and by nothing else.
_PROCESSOR = 30
# The same for a second opinion, which is then not given: whether the claim is shown, the first has
# decided. Of the library's questions one has no end, and the others take a second at most; with a
# longer time each such question costs as much, with a shorter one the machine would tell.
_PROCESSOR_SECOND = 5
# Seconds of the clock after which a solver is stopped, and the question given up by name: far above
# the limit of processor time that its process has (see `solver_process`), as where there is none.
_GUARD = 300.0

_answers: dict[tuple[str, str, int], Answer] = {}
_running: dict[str, subprocess.Popen[bytes]] = {}
_one_at_a_time = threading.Lock()


def ask(text: str) -> dict[str, Answer]:
    """Return what each solver says of a question: a function of the question alone.

    A solver that is not installed is `MISSING`, and `UNKNOWN` says that it has no answer within its
    limit of work. Only where a solver does not come to that limit is it stopped by a clock, and
    `SLOW`: then nothing may be concluded, whatever the others say.

    Parameters
    ----------
    text
        The question in SMT-LIB.
    """
    with _one_at_a_time:
        return _asked(text, _FULL)


def ask_briefly(text: str) -> Answer:
    """Return what the first solver that decides it says of a question, `UNKNOWN` if none does."""
    with _one_at_a_time:
        answers = _asked(text, _BRIEF).values()
    return next((x for x in answers if x.is_decided), Answer.UNKNOWN)


def _asked(text: str, effort: _Effort) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for name in SOLVERS:
        second = any(x.is_decided for x in answers.values())
        limit = effort.limit(name, second)
        seconds = _PROCESSOR_SECOND if second else _PROCESSOR
        found = _answer(name, text, limit, seconds) if limit else Answer.UNKNOWN
        # an opinion that is not given takes nothing back
        answers[name] = Answer.UNKNOWN if second and found is Answer.SLOW else found
    return answers


def _answer(name: str, text: str, limit: int, seconds: int) -> Answer:
    # An answer is a fact about the text and the limit: a derivation asks many questions again.
    key = name, text, limit
    if key not in _answers:
        found = _fresh_answer(name, text, limit, seconds)
        if found is Answer.SLOW:  # a fact about the machine
            return found
        _answers[key] = found
    return _answers[key]


def _fresh_answer(name: str, text: str, limit: int, seconds: int) -> Answer:
    process = _process(name)
    try:
        _send(process, text, limit, seconds)
        return _received(name, process)
    except BaseException:  # such as Ctrl-C: what comes late must not answer the next question
        _stop(name)
        raise


def _process(name: str) -> subprocess.Popen[bytes]:
    process = _running.get(name)
    # Kept from question to question: starting Python with a solver takes longer than most answers.
    if process is None or process.poll() is not None:
        # In a group of its own Ctrl-C does not reach it: this process stops it, and all it began.
        process = subprocess.Popen(
            program_command(_PROGRAM, name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )
        _running[name] = process
    return process


def _send(process: subprocess.Popen[bytes], text: str, limit: int, seconds: int) -> None:
    assert process.stdin is not None
    body = text.encode()
    try:
        process.stdin.write(b"%d %d %d\n" % (len(body), limit, seconds) + body)
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it has ended, and its answer will be none


def _received(name: str, process: subprocess.Popen[bytes]) -> Answer:
    assert process.stdout is not None
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    # A thread, as Windows cannot wait for a pipe with a limit; it ends with the line, or with the
    # process that was to write it.
    stream = process.stdout
    threading.Thread(target=lambda: lines.put(stream.readline()), daemon=True).start()
    try:
        said = lines.get(timeout=_GUARD).decode().strip()
    except queue.Empty:
        _stop(name)
        return Answer.SLOW
    return Answer(said) if said in set(Answer) else Answer.UNKNOWN


def _stop(name: str) -> None:
    # Killed, not asked to end: a solver does not look up from its work.
    process = _running.pop(name, None)
    if process is None:
        return
    if hasattr(os, "killpg") and process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()


def _begin_anew() -> None:
    """Forget the solvers of the process that this one was forked from: they answer that one."""
    global _one_at_a_time
    _running.clear()
    _one_at_a_time = threading.Lock()


if hasattr(os, "register_at_fork"):  # else no process is forked
    os.register_at_fork(after_in_child=_begin_anew)


@atexit.register
def _stop_all() -> None:
    for name in list(_running):
        _stop(name)
