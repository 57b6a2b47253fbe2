"""Certificates as files, named by their statement."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kreissverify.certificates.writer import certificate_name, to_json
from kreissverify.system.atomic_file import write_atomically

__all__ = ["write_certificate"]


def write_certificate(certificate: Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Write a certificate and return its file, which is whole, or as it was before.

    Parameters
    ----------
    certificate
        The certificate.
    path
        The file, or a folder that exists (the name is then that of its theorem).

    Raises
    ------
    ValueError, TypeError
        If the certificate cannot be written as JSON (see `to_json`).
    OSError
        If the file cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        target = target / certificate_name(str(certificate["theorem"]["id"]))
    write_atomically(target, to_json(certificate))
    return target
