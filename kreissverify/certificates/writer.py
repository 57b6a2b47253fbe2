"""Certificates as text: the same bytes for the same certificate, and the name of its file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from kreissverify.certificates.schema import MAX_BYTES

__all__ = ["certificate_name", "to_json"]

# File systems take names of 255 bytes: a digest, a suffix and the name of a temporary file beside
# it need room.
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
        # Eight hexadecimal digits tell the few statements of a library apart.
        digest = hashlib.sha256(theorem_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        plain = f"{plain}-{digest}" if plain else digest
    return f"{plain}.json"
