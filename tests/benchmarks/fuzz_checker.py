"""Coverage-guided fuzzing of the checker by atheris (`pip install atheris`; no dependency of ours).

The corpus begins with the certificates of the tests. An input is the text of a certificate; the
checker must accept it or raise Rejected, within 10 s.

Usage: python -m tests.benchmarks.fuzz_checker [-max_total_time=600] [-rss_limit_mb=1024] ...
(the options are those of libFuzzer; a crash is written to a file `crash-...`)
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

try:
    import atheris
except ImportError:
    raise SystemExit("this needs atheris: pip install atheris") from None

with atheris.instrument_imports(include=["kreissverify.certificates.checker", "json"]):
    from kreissverify.certificates import checker

from tests.certificates.support.case import certificate
from tests.certificates.support.fact_cases import CASES
from tests.certificates.support.forging import seeds


def check_one(data: bytes) -> None:
    """Check one input as `checker.load` and `checker.check` would."""
    try:
        document = json.loads(data.decode("utf-8", "replace"), object_pairs_hook=checker.unique)
    except (ValueError, RecursionError, checker.Rejected):
        return
    try:
        shown = checker.check(document)
    except checker.Rejected as error:
        assert str(error).isprintable()
    else:
        assert "FALSE: " in shown


def main() -> None:
    """Fuzz, from the certificates of the tests, until the time is over or something crashes."""
    good = [*seeds(), *(certificate(case, case.good) for case in CASES.values())]
    with tempfile.TemporaryDirectory() as folder:
        for place, document in enumerate(good):
            Path(folder, f"{place}.json").write_text(json.dumps(document), encoding="utf-8")
        options = ["-max_total_time=600", "-rss_limit_mb=1024", "-timeout=10", "-max_len=20000"]
        atheris.Setup([sys.argv[0], folder, *options, *sys.argv[1:]], check_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
