"""What can be re-checked: the certificate format, its writer, and the standalone checker."""

from __future__ import annotations

from kreissverify.certificates.writer import certificate_name, to_json, write_certificate

__all__ = ["certificate_name", "to_json", "write_certificate"]
