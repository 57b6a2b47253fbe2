"""An exact instance as plain data, with its one writer and its one reader.

SymPy's and FLINT's objects travel badly between processes: a relation may come back with its sides
exchanged, and a matrix not at all. Whatever leaves a process (evidence, the batches of a campaign)
or is written to a file (certificates, stores) holds this record of an instance instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flint import fmpq

from kreissverify.evidence.evaluation.binding import Binding, instance_text
from kreissverify.matrices import Quantifier
from kreissverify.matrices.spectral_bound import Bounds
from kreissverify.numbers.rational import as_fmpq, rational_string

__all__ = ["InstanceRecord"]


@dataclass(frozen=True)
class InstanceRecord:
    """A member of a class of matrices, with the parameters of a statement.

    Attributes
    ----------
    variable
        The name of the matrix variable, such as ``"J"``.
    matrix_class
        The name of the class, such as ``"BlockTriangular"``.
    sizes
        The numbers of rows of its diagonal blocks.
    symmetric
        Whether the diagonal blocks are asked to be symmetric.
    gamma
        The bound on their spectral radii; the largest where each has its own.
    rows
        The exact entries.
    parameters
        Exact values of the statement's scalar variables.
    radii
        The bounds of the spectral radii where each block has its own, else None.

    Examples
    --------
    >>> from kreissverify import BlockTriangular
    >>> kept = InstanceRecord.of(Binding("J", BlockTriangular("1/2", 3, "1/2")))
    >>> print(kept)
    J = [[1/2, 0], [3, 1/2]], gamma = 1/2
    >>> kept.document()["matrix"]
    [['1/2', '0'], ['3', '1/2']]
    >>> kept == InstanceRecord.read(kept.document(), "J")
    True
    """

    variable: str
    matrix_class: str
    sizes: tuple[int, ...]
    symmetric: bool
    gamma: fmpq
    rows: tuple[tuple[fmpq, ...], ...]
    parameters: Mapping[str, fmpq]
    radii: tuple[fmpq, ...] | None = None

    def __str__(self) -> str:
        return instance_text(self.variable, self.strings(), self.bounds, self.parameters)

    @property
    def bounds(self) -> Bounds:
        """γ, or the γ_i of the blocks."""
        return self.gamma if self.radii is None else self.radii

    @classmethod
    def of(cls, binding: Binding) -> InstanceRecord:
        """Return the record of an instance."""
        parameters = {name: rational_string(q) for name, q in binding.parameters.items()}
        return cls.read({**binding.instance.record(), "parameters": parameters}, binding.variable)

    def strings(self) -> list[list[str]]:
        """Return the entries as strings ``"p/q"``."""
        return [[rational_string(x) for x in row] for row in self.rows]

    def document(self) -> dict[str, Any]:
        """Return the record as certificates and stores write it (docs/certificate-format.md)."""
        bound: dict[str, Any] = {"gamma": rational_string(self.gamma)}
        if self.radii is not None:
            bound = {"radii": list(map(rational_string, self.radii))}
        return {
            "class": self.matrix_class,
            "sizes": list(self.sizes),
            # the word of version 1 of the format, which never meant normal matrices
            "normal": self.symmetric,
            **bound,
            "matrix": self.strings(),
            "parameters": {name: rational_string(q) for name, q in self.parameters.items()},
        }

    @classmethod
    def read(cls, document: Mapping[str, Any], variable: str) -> InstanceRecord:
        """Return the record that `document` has written."""
        radii = tuple(map(as_fmpq, document["radii"])) if "radii" in document else None
        return cls(
            variable=variable,
            matrix_class=document["class"],
            sizes=tuple(document["sizes"]),
            symmetric=document["normal"],
            gamma=as_fmpq(document["gamma"]) if radii is None else max(radii),
            rows=tuple(tuple(map(as_fmpq, row)) for row in document["matrix"]),
            parameters={name: as_fmpq(q) for name, q in document["parameters"].items()},
            radii=radii,
        )

    def binding(self, quantifier: Quantifier) -> Binding:
        """Return the instance; that it belongs to the quantifier's class is decided anew.

        Raises
        ------
        InvalidMatrix
            If it is no member of the class.
        """
        instance = quantifier.matrix_class.split(
            [list(row) for row in self.rows], self.sizes, self.bounds, symmetric=self.symmetric
        )
        return Binding(self.variable, instance, dict(self.parameters))
