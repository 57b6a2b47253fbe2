"""Coverage-guided fuzzing of the checker by atheris (`pip install atheris`; no dependency of ours).

The corpus begins with the certificates of the tests. An input is the text of a certificate; the
checker must answer in one line of its own, within 10 s, and what it accepts must hold by another
computation.

Usage: python -m tests.benchmarks.fuzz_checker [-max_total_time=600] [-rss_limit_mb=1024] ...
(the options are those of libFuzzer; a crash is written to a file `crash-...`)
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

try:
    import atheris
except ImportError:
    raise SystemExit("this needs atheris: pip install atheris") from None

with atheris.instrument_imports(include=["kreissverify.certificates.checker", "json"]):
    from kreissverify.certificates import checker

from kreissverify.numbers.three_valued import Outcome
from tests.certificates.support.case import certificate
from tests.certificates.support.fact_cases import CASES
from tests.certificates.support.forging import seeds
from tests.certificates.support.forging_parts import seeds_of_parts
from tests.certificates.support.recomputing_parts import claim_of

LONGEST = 10.0  # seconds


def check_one(path: Path, data: bytes) -> None:
    """Check one input as the program would, and what it accepts by another computation."""
    path.write_bytes(data)
    began = time.process_time()
    code, line = checker.verdict(str(path))
    assert time.process_time() - began < LONGEST
    assert line.isascii() and line.isprintable()
    assert line.startswith(f"{('ACCEPTED', 'REJECTED')[code]} {path}: ")
    if code == 0:
        assert "FALSE: " in line
        truth = Outcome.INDETERMINATE
        # Only a claim that is found false is a fault of the checker: the package refuses some
        # members and some sizes, and cannot decide every claim.
        with suppress(Exception):
            truth = claim_of(checker.load(str(path)))
        assert truth is not Outcome.VIOLATED


def main() -> None:
    """Fuzz, from the certificates of the tests, until the time is over or something crashes."""
    good = [*seeds(), *seeds_of_parts(), *(certificate(case, case.good) for case in CASES.values())]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        for place, document in enumerate(good):
            Path(folder, f"{place}.json").write_text(json.dumps(document), encoding="utf-8")
        path = Path(other, "input.json")
        # The time limit is for the computation that decides a claim again; the checker has its own
        options = ["-max_total_time=600", "-rss_limit_mb=1024", "-timeout=120", "-max_len=20000"]
        atheris.Setup([sys.argv[0], folder, *options, *sys.argv[1:]], lambda x: check_one(path, x))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
