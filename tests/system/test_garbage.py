"""Processes of ours search for garbage rarely, and not once more at their end."""

import subprocess
import sys


def _printed(call: str) -> str:
    # registered first, it runs last
    script = (
        "import atexit, gc\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 1000, gc.get_threshold()[0]))\n"
        f"{call}\n"
        "kept = [[] for _ in range(2000)]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_nothing_is_searched_at_the_end_of_our_processes() -> None:
    ours = "from kreissverify.system.garbage import collect_rarely; collect_rarely()"
    assert _printed(ours) == "True 100000\n"


def test_a_program_that_imports_the_package_decides_for_itself() -> None:
    assert _printed("import kreissverify; kreissverify.K") == _printed("")
