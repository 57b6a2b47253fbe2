"""The documents of a file of certificates, each read from its text when it is asked for.

The library's file has two thousand of them, and a proof asks for a few: to read all would take a
fifth of a second of every command that derives anything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["CertificateDocuments", "read_file_of_certificates"]

_BEFORE, _AFTER = '"certificates":{', '},"open":['


class CertificateDocuments(Mapping[str, Any]):
    """Certificates as JSON by the digests of their questions.

    One whose text is no JSON is none.

    Parameters
    ----------
    text
        The inside of a JSON object, as `certificates_text` writes it.
    digits
        How many hexadecimal digits a digest has.
    """

    def __init__(self, text: str, digits: int) -> None:
        self._text = text
        # Nothing else in a certificate is a field of such a name. If it were, a document would be
        # cut off there, which is then no JSON and shows nothing.
        found = [*re.finditer(rf'(?:^|,)"([0-9a-f]{{{digits}}})":', text)]
        ends = [*(x.start() for x in found), len(text)][1:]
        self._places = {x[1]: (x.end(), end) for x, end in zip(found, ends, strict=True)}

    def __getitem__(self, name: str) -> Any:
        begin, end = self._places[name]
        try:
            return json.loads(self._text[begin:end])
        except (ValueError, RecursionError):
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def read_file_of_certificates(text: str, digits: int) -> dict[str, Any]:
    """Return what a file holds as JSON, its certificates not read yet.

    Raises
    ------
    ValueError
        If it is no JSON around them.
    """
    begin, end = text.find(_BEFORE) + len(_BEFORE), text.rfind(_AFTER)
    if not len(_BEFORE) <= begin <= end:  # set out in another way
        whole: dict[str, Any] = json.loads(text)
        return whole
    around: dict[str, Any] = json.loads(text[:begin] + text[end:])
    return {**around, "certificates": CertificateDocuments(text[begin:end], digits)}
