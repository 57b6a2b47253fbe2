"""Writing certificates: the same bytes for the same certificate, and never half a file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kreissverify.certificates.schema import MAX_BYTES

__all__ = ["certificate_name", "to_json", "write_certificate"]

_LONGEST_NAME = 80


def to_json(certificate: Mapping[str, Any]) -> str:
    """Return a certificate as JSON text: sorted keys, ASCII, one newline at the end.

    Raises
    ------
    ValueError
        If it holds a NaN or an infinity, or is longer than the checker reads.
    TypeError
        If it holds something that JSON has no way to write.
    """
    text = json.dumps(certificate, sort_keys=True, indent=1, ensure_ascii=True, allow_nan=False)
    if len(text) + 1 > MAX_BYTES:
        raise ValueError(
            f"certificate: {len(text) + 1} bytes, and the checker reads at most {MAX_BYTES}"
        )
    return text + "\n"


def certificate_name(theorem_id: str) -> str:
    """Return a file name for the certificate of a statement, safe on every file system.

    Letters, digits, ``.``, ``_`` and ``-`` stay; whatever else becomes ``-``. An identifier that
    does not survive unchanged keeps apart from others by a digest.

    >>> certificate_name("R6")
    'R6.json'
    >>> certificate_name("proofs/neumann.py::bound")
    'proofs-neumann.py-bound-9b34f239.json'
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", theorem_id).strip(".-")[:_LONGEST_NAME]
    if plain != theorem_id or not plain:
        digest = hashlib.sha256(theorem_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        plain = f"{plain}-{digest}" if plain else digest
    return f"{plain}.json"


def write_certificate(certificate: Mapping[str, Any], path: str | os.PathLike[str]) -> Path:
    """Write a certificate, atomically: the file is whole, or as it was before.

    Parameters
    ----------
    certificate
        The certificate.
    path
        The file, or a folder that exists (the name is then that of its theorem).
    """
    target = Path(path)
    if target.is_dir():
        target = target / certificate_name(str(certificate["theorem"]["id"]))
    text = to_json(certificate)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".certificate-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return target
