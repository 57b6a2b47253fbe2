"""An exact instance as plain data, with its one writer and its one reader.

SymPy's and FLINT's objects travel badly between processes: a relation may come back with its sides
exchanged, and a matrix not at all. Whatever leaves a process (evidence, the batches of a campaign)
or is written to a file (certificates, stores) holds this record of an instance instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq

from kreissverify.expressions.evaluation.binding import (
    NO_VARIABLES,
    Binding,
    instance_text,
    matrix_text,
)
from kreissverify.matrices import CoupledMatrix, Quantifier
from kreissverify.matrices.diagonal_bound import DECAY, RADIUS, DiagonalBound
from kreissverify.matrices.exact_matrix import ExactMatrix, as_exact_matrix
from kreissverify.matrices.spectrum.spectral_bound import Bounds, bounds_text
from kreissverify.numbers.complex_rational import gaussian_string
from kreissverify.numbers.rational import as_fmpq, rational_string
from kreissverify.theorems import Statement

__all__ = ["InstanceRecord", "MatrixRecord"]


_KINDS = (RADIUS, DECAY)


@dataclass(frozen=True)
class MatrixRecord:
    """One matrix of an instance.

    Attributes
    ----------
    name
        The name of the matrix, such as ``"J"`` or ``"J.H"``.
    rows
        The exact entries, as strings ``"p/q"`` or ``"p/q+r/si"``.
    matrix_class, sizes, symmetric, bounds
        Of a member of a coupled class: the class, the numbers of rows of its diagonal blocks,
        whether these are asked to be symmetric, and the bound of these, or a tuple of one for each.
        Empty and None for a matrix of a kind.
    word
        How such a bound is called: ``gamma`` of a map, ``mu`` of a flow.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    matrix_class: str = ""
    sizes: tuple[int, ...] = ()
    symmetric: bool = True
    bounds: Bounds | None = None
    word: str = "gamma"

    @property
    def gamma(self) -> fmpq | None:
        """γ, the largest of the γ_i; None for a matrix of a kind, or of a flow."""
        if self.word != RADIUS.word:
            return None
        return max(self.bounds) if isinstance(self.bounds, tuple) else self.bounds

    @classmethod
    def of(cls, name: str, matrix: CoupledMatrix | ExactMatrix) -> MatrixRecord:
        """Return the record of a matrix."""
        if isinstance(matrix, ExactMatrix):
            return cls(name, tuple(map(tuple, matrix.strings())))
        return cls.read(name, matrix.record())

    @classmethod
    def read(cls, name: str, document: Mapping[str, Any]) -> MatrixRecord:
        """Return the record that `document` has written."""
        rows = tuple(map(tuple, document["matrix"]))
        if "class" not in document:
            return cls(name, rows)
        return cls(
            name=name,
            rows=rows,
            matrix_class=document["class"],
            sizes=tuple(document["sizes"]),
            symmetric=document["normal"],
            bounds=_bounds(document),
            word=_kind(document).word,
        )

    @classmethod
    def of_part(cls, name: str, part: Mapping[str, Any]) -> MatrixRecord:
        """Return the record of a matrix among the parts of a certificate of version 2."""
        rows = tuple(tuple(map(_entry_string, row)) for row in part["matrix"])
        if "sizes" not in part:
            return cls(name, rows)
        sizes = tuple(int(size["num"]) for size in part["sizes"])
        symmetric, word = part["symmetric"], _kind(part).word
        return cls(name, rows, part["kind"], sizes, symmetric, _bounds(part), word)

    def document(self) -> dict[str, Any]:
        """Return the record as stores and reports write it."""
        matrix = {"matrix": [list(row) for row in self.rows]}
        if self.bounds is None:
            return matrix
        kind = next(x for x in _KINDS if x.word == self.word)
        return {
            "class": self.matrix_class,
            "sizes": list(self.sizes),
            # the word of version 1 of the format, which never meant normal matrices
            "normal": self.symmetric,
            **kind.document(self.bounds),
            **matrix,
        }

    def value(self, of: Quantifier | None) -> CoupledMatrix | ExactMatrix:
        """Return the matrix; that it belongs to a coupled class is decided anew.

        Raises
        ------
        InvalidMatrix
            If it is no member of the class.
        """
        entries = [list(row) for row in self.rows]
        if of is None:
            return as_exact_matrix(entries)
        made: CoupledMatrix = of.matrix_class.split(
            entries, self.sizes, self.bounds, symmetric=self.symmetric
        )
        return made


def _entry_string(entry: Any) -> str:
    """Return an entry of a certificate, where complex ones are pairs, as it is written in text."""
    if isinstance(entry, str):
        return entry
    real, imaginary = map(as_fmpq, entry)
    return gaussian_string((real, imaginary))


def _kind(document: Mapping[str, Any]) -> DiagonalBound:
    """Return what the bounds of a member are that `DiagonalBound.document` has written."""
    return DECAY if {DECAY.word, DECAY.field_of_several} & {*document} else RADIUS


def _bounds(document: Mapping[str, Any]) -> Bounds:
    kind = _kind(document)
    if kind.field_of_several in document:
        return tuple(map(as_fmpq, document[kind.field_of_several]))
    return as_fmpq(document[kind.word])


@dataclass(frozen=True)
class InstanceRecord:
    """The matrices and the numbers of an instance.

    Attributes
    ----------
    matrices
        The matrices.
    parameters
        Exact values of the statement's numbers.
    extents
        The sizes that have a name of their own.

    Examples
    --------
    >>> from kreissverify import BlockTriangular
    >>> kept = InstanceRecord.of(Binding.of("J", BlockTriangular("1/2", 3, "1/2")))
    >>> print(kept)
    J = [[1/2, 0], [3, 1/2]], gamma = 1/2
    >>> kept.document()["matrix"]
    [['1/2', '0'], ['3', '1/2']]
    >>> kept == InstanceRecord.read(kept.document(), "J")
    True
    """

    matrices: tuple[MatrixRecord, ...]
    parameters: Mapping[str, fmpq]
    extents: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.is_about_one_class:
            (J,) = self.matrices
            assert J.bounds is not None
            return instance_text(J.name, J.rows, bounds_text(J.bounds, J.word), self.parameters)
        parts = []
        for each in self.matrices:
            parts.append(matrix_text(each.name, each.rows))
            if each.bounds is not None:
                parts.append(f"{each.name}.{bounds_text(each.bounds, each.word)}")
        parts += [f"{name} = {q}" for name, q in self.parameters.items()]
        return ", ".join(parts) or NO_VARIABLES

    @property
    def is_about_one_class(self) -> bool:
        """Whether its matrices are one member of a coupled class, and no part of a family's."""
        if len(self.matrices) != 1:
            return False
        (only,) = self.matrices
        return only.bounds is not None and "." not in only.name

    @classmethod
    def of(cls, binding: Binding) -> InstanceRecord:
        """Return the record of an instance."""
        matrices = tuple(MatrixRecord.of(name, x) for name, x in binding.matrices.items())
        return cls(matrices, dict(binding.parameters), dict(binding.sizes))

    def document(self) -> dict[str, Any]:
        """Return the record as certificates and stores write it (docs/certificate-format.md)."""
        parameters = {name: rational_string(q) for name, q in self.parameters.items()}
        if self.is_about_one_class:
            return {**self.matrices[0].document(), "parameters": parameters}
        return {
            "matrices": {each.name: each.document() for each in self.matrices},
            "parameters": parameters,
            "sizes": dict(self.extents),
        }

    @classmethod
    def read(cls, document: Mapping[str, Any], variable: str) -> InstanceRecord:
        """Return the record that `document` has written."""
        parameters = {name: as_fmpq(q) for name, q in document["parameters"].items()}
        if "matrices" not in document:
            return cls((MatrixRecord.read(variable, document),), parameters)
        matrices = document["matrices"].items()
        return cls(
            tuple(MatrixRecord.read(name, x) for name, x in matrices),
            parameters,
            dict(document["sizes"]),
        )

    @classmethod
    def of_parts(cls, parts: Mapping[str, Any], extents: Mapping[str, Any]) -> InstanceRecord:
        """Return the record of the parts of a certificate of version 2.

        Parameters
        ----------
        parts, extents
            The fields ``parts`` and ``sizes`` of the certificate.
        """
        matrices = {name: part for name, part in parts.items() if "matrix" in part}
        return cls(
            tuple(MatrixRecord.of_part(name, part) for name, part in matrices.items()),
            {name: as_fmpq(part["value"]) for name, part in parts.items() if "value" in part},
            {name: int(size) for name, size in extents.items()},
        )

    def binding(self, statement: Statement) -> Binding:
        """Return the instance of a statement; membership of coupled classes is decided anew.

        Raises
        ------
        InvalidMatrix
            If a matrix is no member of its class.
        """
        classes = {x.name: x.of for x in statement.parts if isinstance(x.of, Quantifier)}
        matrices = {each.name: each.value(classes.get(each.name)) for each in self.matrices}
        return Binding(matrices, dict(self.parameters), dict(self.extents))
