"""What can be re-checked: the certificate format, its text, and the standalone checkers.

Nothing here imports anything else of the package: a certificate needs no trust in it.
"""

from __future__ import annotations

import re
import zlib
from pathlib import Path

from kreissverify.certificates.schema import MAX_BYTES
from kreissverify.certificates.writer import certificate_name, to_json

__all__ = ["CHECKER", "PROOF_CHECKER", "certificate_name", "checker_of", "to_json"]

#: The standalone checkers of counterexamples and of proofs, each to be run as a program of its own.
CHECKER, PROOF_CHECKER = (
    Path(__file__).with_name(f"{name}.py") for name in ("checker", "proof_checker")
)
_PROOF = re.compile(rb'"format"\s*:\s*"kreissverify-proof"')


def checker_of(file: Path) -> Path:
    """Return the checker that a file is for, by its field `format`.

    The file is not parsed: to the other checker it would be malformed, and rejected.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(MAX_BYTES)
        if head.startswith(b"\x1f\x8b"):  # a proof may be compressed by gzip
            head = zlib.decompressobj(wbits=31).decompress(head, MAX_BYTES)
    except (OSError, ValueError, zlib.error):  # the checker says why it cannot be read
        return CHECKER
    return PROOF_CHECKER if _PROOF.search(head) else CHECKER
