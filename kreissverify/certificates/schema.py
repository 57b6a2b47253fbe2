"""The certificate format as types and constants, for those who write certificates.

The specification is docs/certificate-format.md. The checker imports nothing from here: it states
its own limits, and a test keeps the two equal.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

__all__ = [
    "CLASSES",
    "EVALUATED",
    "FLOWS",
    "FORMAT",
    "KIND",
    "KINDS",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_ITEMS",
    "MAX_PARTS",
    "MAX_SIDE",
    "MAX_SIZE",
    "MAX_STATEMENT",
    "MAX_TIME",
    "OPTIONS",
    "QUANTITIES",
    "RESERVED",
    "VERSION",
    "VERSION_OF_PARTS",
    "Bound",
    "Certificate",
    "CertificateOfParts",
    "Circle",
    "ComplexInstance",
    "CoupledPart",
    "Fact",
    "Instance",
    "Line",
    "MatrixPart",
    "MatrixTree",
    "NumberPart",
    "Part",
    "Rows",
    "Theorem",
    "Tree",
]

FORMAT = "kreissverify-certificate"
#: Of a certificate about one matrix of a class, and numbers.
VERSION = 1
#: Of a certificate about any matrices and numbers.
VERSION_OF_PARTS = 2
KIND = "refutation"

#: Length of a certificate file, in bytes.
MAX_BYTES = 1 << 23
#: Digits of a numerator or denominator.
MAX_DIGITS = 4000
#: Size of a matrix; of a complex one, that of its real form.
MAX_SIZE = 40
#: Facts of a certificate, circles of a bound, operands of an operation.
MAX_ITEMS = 400
#: Rows and columns of a matrix made from others.
MAX_SIDE = 400
#: Lists and objects of a file, and how deep they may nest.
MAX_PARTS, MAX_DEPTH = 200_000, 200
#: Times t and horizons T.
MAX_TIME = 20_000
#: Characters of a hypothesis, conclusion or matrix, written out in infix.
MAX_STATEMENT = 20_000

#: A node of an expression tree (a JSON object).
Tree = dict[str, Any]
#: A matrix by its name, or a node of a tree of matrices.
MatrixTree = str | dict[str, Any]
#: A matrix, or the list of the (real, imaginary) parts of a vector: rows of ``"p/q"``.
Rows = list[list[str]]


#: The classes of matrices whose members the checker knows to tell, by the name of each.
CLASSES = ("BlockTriangular", "SelfReferential", "CoupledBlocks")
#: And of flows, in version 2.
FLOWS = ("BlockTriangularFlow", "SelfReferentialFlow", "CoupledFlow")
#: The quantities that the checker has rules for, by the name of each in a certificate.
QUANTITIES = (
    "norm", "rho", "K", "w", "G", "rho_eps", "M", "L", "H", "stein_bound", "T", "departure2",
    "spectral_abscissa", "numerical_abscissa", "pseudospectral_abscissa", "exp_norm",
    "K_c", "G_c", "M_c", "L_c", "H_c", "T_c",
)  # fmt: skip
#: The quantities that version 2 evaluates, some of them by facts about others.
EVALUATED = ("entry", "trace", "det", "rank", "frobenius", "inverse_norm", "cond", "departure")
#: The kinds of matrices of version 2, but for the classes of coupled ones, and their options.
KINDS = (
    "Rectangular",
    "Square",
    "Symmetric",
    "PositiveDefinite",
    "Diagonal",
    "Orthogonal",
    "Normal",
    "Nonnegative",
    "Stochastic",
    "Companion",
    "Toeplitz",
)
OPTIONS = ("norm", "radius", "numerical_radius", "rank", "spectrum")
#: The words that no part may have for its name: statements are printed with them.
RESERVED = frozenset(("e", "pi", "I", "true", "Infinity", "and", "or", "not", "implies", "iff"))
RESERVED |= {"max", "min", "abs", "sqrt", "log", "exp", "piecewise"}


class Theorem(TypedDict):
    """Which statement is refuted, for the reader; the checker does not use it."""

    id: str
    source: str
    text: str


Instance = TypedDict(
    "Instance",
    {
        "class": Literal["BlockTriangular", "SelfReferential", "CoupledBlocks"],
        "sizes": list[int],
        "normal": bool,
        "gamma": str,
        "matrix": Rows,
        "parameters": dict[str, str],
    },
)


ComplexInstance = TypedDict(
    "ComplexInstance",
    {
        "class": Literal["ComplexMatrix"],
        "matrix": list[list[list[str]]],  # entries [real, imaginary]
        "parameters": dict[str, str],
    },
)


class Circle(TypedDict):
    """A proof that the resolvent norm is at most g on the circle |z| = r."""

    r: str
    g: str
    P: Rows


class Line(TypedDict):
    """A proof that the resolvent norm is at most g where Re z ≥ x."""

    x: str
    g: str
    P: Rows


class Bound(TypedDict):
    """One side of a fact: its value, and the witness (the other fields; see the specification)."""

    value: str
    circles: NotRequired[list[Circle]]
    P: NotRequired[Rows]
    r: NotRequired[str]
    W: NotRequired[Rows]
    X: NotRequired[Rows]
    Z: NotRequired[Rows]
    x: NotRequired[Rows]
    z: NotRequired[list[str]]
    t: NotRequired[str]
    T: NotRequired[str]
    rho: NotRequired[str]
    E: NotRequired[Rows]
    Y: NotRequired[list[Rows]]
    m: NotRequired[str]
    q: NotRequired[str]
    w: NotRequired[str]
    lines: NotRequired[list[Line]]
    times: NotRequired[list[str]]
    abscissa: NotRequired[str]
    omega: NotRequired[str]
    s: NotRequired[str]


class Fact(TypedDict):
    """Bounds on a quantity of a matrix."""

    quantity: str
    of: MatrixTree
    args: list[str]
    lower: NotRequired[Bound]
    upper: NotRequired[Bound]


class Certificate(TypedDict):
    """A refutation of a statement by an instance."""

    format: Literal["kreissverify-certificate"]
    version: Literal[1]
    kind: Literal["refutation"]
    theorem: Theorem
    hypotheses: list[Tree]
    conclusion: Tree
    instance: Instance | ComplexInstance
    facts: list[Fact]


class NumberPart(TypedDict):
    """A number of version 2; the options are the ends of its domain."""

    kind: Literal["Real", "Integer"]
    options: dict[str, Tree]
    value: str


class MatrixPart(TypedDict):
    """A matrix of a kind; the option `spectrum` is a pair of bounds, each of which may be None."""

    kind: str
    shape: list[Tree]
    options: dict[str, Tree | list[Tree | None]]
    complex: bool
    matrix: Rows | list[list[list[str]]]  # entries [real, imaginary] of a complex one


class CoupledPart(TypedDict):
    """A coupled matrix, with one bound of its diagonal blocks or one for each.

    Of maps they are ``gamma`` or ``radii``, of flows ``mu`` or ``mus``.
    """

    kind: str
    sizes: list[Tree]
    symmetric: bool
    matrix: Rows
    gamma: NotRequired[str]
    radii: NotRequired[list[str]]
    mu: NotRequired[str]
    mus: NotRequired[list[str]]


#: A part of a certificate of version 2.
Part = NumberPart | MatrixPart | CoupledPart


class CertificateOfParts(TypedDict):
    """A refutation of a statement by matrices and numbers, by their names."""

    format: Literal["kreissverify-certificate"]
    version: Literal[2]
    kind: Literal["refutation"]
    theorem: Theorem
    hypotheses: list[Tree]
    conclusion: Tree
    parts: dict[str, Part]
    sizes: dict[str, str]
    facts: list[Fact]
