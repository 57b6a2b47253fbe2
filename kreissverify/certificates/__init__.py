"""What can be re-checked: the certificate format, its text, and the standalone checker.

Nothing here imports anything else of the package: a certificate needs no trust in it.
"""

from __future__ import annotations

from pathlib import Path

from kreissverify.certificates.writer import certificate_name, to_json

__all__ = ["CHECKER", "certificate_name", "to_json"]

#: The standalone checker, to be run as a program of its own.
CHECKER = Path(__file__).with_name("checker.py")
