"""What can be re-checked: the certificate format, its writer, and the standalone checker."""

from __future__ import annotations

from pathlib import Path

from kreissverify.certificates.writer import certificate_name, to_json, write_certificate

__all__ = ["CHECKER", "certificate_name", "to_json", "write_certificate"]

#: The standalone checker, to be run as a program of its own.
CHECKER = Path(__file__).with_name("checker.py")
