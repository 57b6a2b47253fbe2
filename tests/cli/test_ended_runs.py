"""Runs that are ended from outside, or whose disk is full: nothing is left behind, or lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kreissverify.derivations.deciders import solvers
from kreissverify.system.end_with_parent import program_command
from tests.paths import ROOT

linux = pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="processes are found in /proc")

NOTES = '''
from kreissverify import BlockTriangular, K, theorem

@theorem(source="a test")
def hard(J: BlockTriangular):
    """It keeps the solvers at work."""
    return K(J) >= 1

@hard.derivation
def _(p):
    a, b, c = (p.real(x) for x in "abc")
    p.qed(p.reals("hard", HARD >= 0))

@theorem(source="a test")
def at_least_one(J: BlockTriangular):
    return K(J) >= 1
'''
FULL = """
import resource, signal, sys
from kreissverify.cli import main

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
size = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
sys.exit(main(sys.argv[2:]))
"""
EASY = NOTES[: NOTES.index("@theorem")] + NOTES[NOTES.rindex("@theorem") :]


def children(parent: int) -> list[int]:
    """Return the processes below a process, the nearest first."""
    found = [parent]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += map(int, task.read_text().split())
    return found[1:]


def gone(process: int) -> bool:
    """Say whether a process has ended, waited for or not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def wait_until(condition: object, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


PARENT = """
import subprocess, sys, threading, time
from pathlib import Path
from kreissverify.system.end_with_parent import program_command
from tests.paths import ROOT

def start():
    # its input and output are files, so that only the end of the parent can end it
    global child
    child = subprocess.Popen(program_command(Path(sys.argv[1])))
    print(child.pid, flush=True)
    time.sleep(600)

if sys.argv[2] == "main":
    start()
else:
    threading.Thread(target=start).start()
"""


@linux
@pytest.mark.parametrize("thread", ["main", "other"])
def test_a_program_ends_with_its_parent(tmp_path: Path, thread: str) -> None:
    (tmp_path / "child.py").write_text("import time; time.sleep(600)")
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path / "child.py", thread],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(1)  # it is starting
    assert not gone(child)
    parent.kill()
    parent.wait()
    wait_until(lambda: gone(child), 5)


def test_a_program_whose_parent_has_ended_does_not_begin(tmp_path: Path) -> None:
    (tmp_path / "child.py").write_text("print('begun')\n")
    command = program_command(tmp_path / "child.py")
    command[3] = "1"  # as if another process had started it
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 1 and not done.stdout


@pytest.mark.parametrize("program", ["solver_process.py", "model_process.py"])
def test_solvers_end_when_their_input_does(program: str) -> None:
    path = Path(solvers.__file__).with_name(program)
    # one is told the solver and reads a limit with each question, the other takes a limit alone
    argument = "z3" if program == "solver_process.py" else "1000"
    for given in ("", "100 1000 5\nhalf a question"):
        done = subprocess.run(
            program_command(path, argument), input=given, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0 and not done.stdout and not done.stderr


@pytest.mark.slow
@linux
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("jobs", [1, 2])
def test_verify_leaves_no_process(tmp_path: Path, by: signal.Signals, jobs: int) -> None:
    hard = "a**8 + b**8 + c**8 - a**5*b*c - a*b**5*c - a*b*c**5 + a**3*b**3*c + 1 + p.J.c*a**7*b"
    (tmp_path / "notes.py").write_text(NOTES.replace("HARD", hard), encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "-m", "kreissverify", "verify", "notes.py", "--jobs", f"{jobs}"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )

    def solving() -> bool:
        return any(
            b"solver_process" in Path(f"/proc/{x}/cmdline").read_bytes() for x in children(run.pid)
        )

    wait_until(lambda: run.poll() is not None or solving(), 120)
    below = children(run.pid)
    assert run.poll() is None and len(below) >= jobs
    if by == signal.SIGINT:  # from the terminal, to all that it started
        os.killpg(run.pid, by)
    else:
        run.send_signal(by)
    out, err = run.communicate(timeout=60)
    assert "Traceback" not in out + err
    assert run.returncode == (130 if by == signal.SIGINT else -by)
    wait_until(lambda: all(map(gone, below)), 5)


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--report", "--json", "--certificates"])
def test_a_full_disk_is_one_sentence_and_loses_nothing(tmp_path: Path, option: str) -> None:
    pytest.importorskip("resource")
    refuted = EASY.replace('"a test")', '"a test", expect="refuted")').replace(">= 1", "<= 1")
    # a certificate is written of a refuted statement only, and would be what fails first
    notes = refuted if option == "--certificates" else EASY
    (tmp_path / "notes.py").write_text(notes, encoding="utf-8")
    target = {"--report": "r", "--json": "v.json", "--certificates": "c"}[option]
    command = ["verify", "notes.py", "--instances", "2", "--jobs", "1", option, target]
    whole = [sys.executable, "-m", "kreissverify", *command]
    assert subprocess.run(whole, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    full = [sys.executable, "-c", FULL, "700", *command]
    done = subprocess.run(full, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    last = done.stderr.strip().splitlines()
    assert len(last) == 1 and last[0].startswith("kreissverify: ") and target in last[0], last
    assert {p: p.read_bytes() for p in before} == before


@pytest.mark.slow
def test_a_full_standard_output_is_said(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    (tmp_path / "J.csv").write_text("0.5,0\n4,0.5\n")
    for options in ([], ["--json", "-"]):
        command = [sys.executable, "-m", "kreissverify", "kreiss", "J.csv", *options]
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                command, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1] == "kreissverify: No space left on device"
        assert "Traceback" not in done.stderr and "ignored" not in done.stderr


@pytest.mark.slow
def test_a_report_survives_a_kill(tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text(EASY, encoding="utf-8")
    options = ["--instances", "5", "--jobs", "1", "--report", "r"]
    command = [sys.executable, "-m", "kreissverify", "verify", "notes.py", *options]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    run = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL)
    wait_until((tmp_path / "r" / "unfinished" / "necessity.md").exists, 120)
    run.kill()
    run.wait()
    assert json.loads((tmp_path / "r" / "verify.json").read_bytes())["complete"]
    assert "at_least_one" in (tmp_path / "r" / "verify.html").read_text(encoding="utf-8")


@pytest.mark.slow
@linux
def test_nothing_is_left_or_lost_by_a_few_kills() -> None:
    """A short run of the benchmark, whose fifty moments take long."""
    script = ROOT / "tests" / "benchmarks" / "kills.py"
    command = [sys.executable, str(script), "--moments", "4", "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
