"""Evidence as JSON that can be read back, and is data only: no name in it is looked up as code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from flint import fmpq

from kreissverify.evidence.consistency import Asked, Contradiction
from kreissverify.evidence.evaluation.instance_record import InstanceRecord, MatrixRecord
from kreissverify.evidence.kinds import (
    Counterexample,
    Covered,
    CoveredRange,
    Decided,
    DerivationStep,
    FailedDerivation,
    LeftOpen,
    Screened,
    ShownDerivation,
    Side,
    Source,
    WorstInstance,
)
from kreissverify.numbers.enclosure import Enclosure
from kreissverify.numbers.rational import as_fmpq, rational_string

__all__ = ["read", "written"]

#: What is kept. A defect, or a hypothesis that was dropped, is not: see `verdicts`.
_KEPT: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Asked, Contradiction, Counterexample, Covered, CoveredRange, Decided, DerivationStep,
        FailedDerivation, InstanceRecord, LeftOpen, MatrixRecord, Screened, ShownDerivation, Side,
        Source, WorstInstance,
    )
}  # fmt: skip


def written(value: Any) -> str:
    """Return data as a text.

    Raises
    ------
    TypeError
        If it holds something that cannot be read back.
    """
    return json.dumps(_plain(value), separators=(",", ":"))


def read(text: str) -> Any:
    """Return the data that `written` has written.

    Raises
    ------
    ValueError
        If it is no such text.
    """
    try:
        return _data(json.loads(text))
    except (TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ValueError(f"this is no entry of the cache: {error}") from None


def _plain(value: Any) -> Any:
    """Return data as JSON can hold it; what JSON lacks is a pair of a word and a content."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, fmpq):
        return ["rational", rational_string(value)]
    if isinstance(value, Path):
        return ["path", value.as_posix()]
    if isinstance(value, tuple | list):
        return ["tuple", [_plain(x) for x in value]]
    if isinstance(value, Mapping):
        return ["mapping", [[_plain(k), _plain(x)] for k, x in value.items()]]
    if isinstance(value, Enclosure):
        # without the witnesses, which are of no use to a reader and may be of any kind
        return [
            "enclosure",
            [_plain(x) for x in (value.lower.value, value.upper.value, value.mark)],
        ]
    if is_dataclass(value) and type(value).__name__ in _KEPT:
        parts = {x.name: _plain(getattr(value, x.name)) for x in fields(value)}
        return [type(value).__name__, parts]
    raise TypeError(f"{type(value).__name__} is not kept")


def _data(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    word, content = value
    if word == "rational":
        return as_fmpq(content)
    if word == "path":
        return Path(content)
    if word == "tuple":
        return tuple(map(_data, content))
    if word == "mapping":
        return {_data(k): _data(x) for k, x in content}
    if word == "enclosure":
        low, high, mark = map(_data, content)
        ends = Enclosure.between(low, high)
        return Enclosure(ends.lower, ends.upper, mark=mark)
    return _KEPT[word](**{name: _data(x) for name, x in content.items()})
