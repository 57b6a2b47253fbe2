"""The symbolic J that the body of a theorem is run on, with its blocks and comparison matrices."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NoReturn, Self

import sympy
from sympy.core.symbol import Str

from kreissverify.matrices.class_options import block_place
from kreissverify.matrices.matrix_class import Quantifier

__all__ = [
    "BlockSize",
    "SymbolicComparison",
    "SymbolicInstance",
    "SymbolicMatrix",
    "block_heights",
    "own_numbers",
    "owned",
    "radius_symbols",
    "size_symbol",
]

GAMMA = sympy.Symbol("gamma", nonnegative=True)
MU = sympy.Symbol("mu", positive=True)
NORM_OF_B = sympy.Symbol("b", nonnegative=True)
NORM_OF_C = sympy.Symbol("c", nonnegative=True)
SIZE = sympy.Symbol("n", integer=True, positive=True)
#: The first step to what depends on norms and bounds of blocks, and not on entries alone.
NORMS_OF_BLOCKS = frozenset({"comparison", "block_norms"})


class BlockSize(sympy.Symbol):  # type: ignore[misc]
    """The size of a block: it gives matrices their shape, and is no variable of a statement."""

    @property
    def free_symbols(self) -> set[sympy.Basic]:
        """None: only the instance knows the size."""
        return set()


FIRST = BlockSize("n_1", integer=True, positive=True)
SECOND = BlockSize("n_2", integer=True, positive=True)
COUNT = BlockSize("m", integer=True, positive=True)


@lru_cache(maxsize=1024)
def owned(symbol: sympy.Symbol, owner: str) -> sympy.Symbol:
    """Return γ, b, c or a size as the one of a matrix that has to be named: J.gamma for gamma.

    Parameters
    ----------
    symbol
        The symbol, of the only coupled matrix of a statement.
    owner
        The name of the matrix; empty where it is the only one.
    """
    return type(symbol)(f"{owner}.{symbol.name}", **symbol.assumptions0) if owner else symbol


class _Class(sympy.Atom):  # type: ignore[misc]
    """A quantifier as a SymPy atom, so that matrices of different classes never compare equal.

    With it comes the name of the instance where its numbers are called by it (see `owned`).
    """

    __slots__ = ("owner", "quantifier")
    quantifier: Quantifier
    owner: str

    def __new__(cls, quantifier: Quantifier, owner: str = "") -> _Class:
        made = super().__new__(cls)
        assert isinstance(made, _Class)
        made.quantifier, made.owner = quantifier, owner
        return made

    def __getnewargs__(self) -> tuple[Quantifier, str]:
        return (self.quantifier, self.owner)

    def _hashable_content(self) -> tuple[str, ...]:
        # by module besides: two files may each bring a class of one name
        content = (self.quantifier.matrix_class.__module__, str(self.quantifier))
        return (*content, self.owner) if self.owner else content

    def _sympystr(self, printer: Any) -> str:
        return str(self.quantifier)


class SymbolicMatrix(sympy.MatrixSymbol):  # type: ignore[misc]
    """A matrix that belongs to a symbolic instance, named by its path from it: ``J.comparison``.

    On an actual instance it stands for the attribute at the end of `path`. It prints as the paper
    writes it: J, J0 for J.triangular, T for J.comparison, A for J.A.
    """

    def __new__(cls, name: Any, rows: Any, columns: Any, quantifier: Any) -> Self:
        # SymPy rebuilds a node from its args: they are taken as well as plain arguments
        label = name if isinstance(name, Str) else Str(name)
        of = quantifier if isinstance(quantifier, _Class) else _Class(quantifier)
        made = sympy.Basic.__new__(cls, label, sympy.sympify(rows), sympy.sympify(columns), of)
        assert isinstance(made, cls)
        return made

    @property
    def quantifier(self) -> Quantifier:
        """The class that the instance ranges over."""
        quantifier = self.args[3].quantifier
        assert isinstance(quantifier, Quantifier)
        return quantifier

    @property
    def owner(self) -> str:
        """The name of the instance where its numbers are called by it, ``""`` where they are not.

        They are where a bare γ could be that of another matrix: J.gamma, K.gamma.
        """
        return str(self.args[3].owner)

    def own(self, symbol: sympy.Symbol) -> sympy.Symbol:
        """Return the symbol of a number or a size of this instance (see `owned`)."""
        return owned(symbol, self.owner)

    def _like(self, quantifier: Quantifier) -> _Class:
        """Return another class as one of matrices that belong to this instance."""
        return _Class(quantifier, self.owner)

    @property
    def _is_triangular(self) -> bool:
        return self.quantifier.structure.lower_triangular

    @property
    def root(self) -> str:
        """The name of the instance, such as ``J``."""
        return self.owner or str(self.name).partition(".")[0]

    @property
    def path(self) -> tuple[str, ...]:
        """The attributes that lead from the instance to this matrix; () for the instance."""
        return tuple(str(self.name).removeprefix(self.root).split(".")[1:])

    @property
    def printed_name(self) -> str:
        """The name that the matrix is printed under."""
        place = block_place(self.path[-1]) if self.path else None
        if place is not None:
            return f"{self.root}.block({place[0]}, {place[1]})"
        if self.owner:  # T or A alone could be another one's
            return str(self.name)
        written = {
            (): self.root,
            ("triangular",): f"{self.root}0",
            ("comparison",): "T",
            ("comparison", "triangular"): "T0",
            ("block_norms",): "N",
        }
        return written.get(self.path) or self.path[-1]

    def _sympystr(self, printer: Any) -> str:
        return self.printed_name

    def _latex(self, printer: Any, **options: Any) -> str:
        name = self.printed_name
        if self.owner:
            return str(sympy.latex(sympy.Symbol(name)))
        return f"{name[:-1]}_{{0}}" if name.endswith("0") else name

    def _pretty(self, printer: Any) -> Any:
        return printer._print(sympy.Symbol(self.printed_name))


class SymbolicComparison(SymbolicMatrix):
    """The comparison matrix T of a symbolic instance: γ on the diagonal, norms of blocks off it.

    Where each block has a radius of its own, each γ_i stands on the diagonal.
    """

    @property
    def triangular(self) -> SymbolicComparison:
        """T with its entries above the diagonal set to zero."""
        if self.path == ("comparison", "triangular") or self._is_triangular:
            return self
        return SymbolicComparison(
            f"{self.name}.triangular", self.rows, self.cols, self._like(self.quantifier.triangular)
        )


class SymbolicInstance(SymbolicMatrix):
    """A symbolic member J of a class of matrices: what "for every J" runs a theorem's body on.

    It has `gamma`, `n`, `triangular`, `comparison` and `block_norms`, and for two blocks also
    `A`, `B`, `C`, `D`, `b`, `c` and `kappa`, as an instance has. Where each block has a radius of
    its own there are `gammas`, and `gamma_A` and `gamma_D` of two blocks.
    """

    @classmethod
    def for_every(cls, name: str, quantifier: Quantifier, owner: str = "") -> SymbolicInstance:
        """Return the J of "for every J in the class".

        Parameters
        ----------
        name
            Its name.
        quantifier
            The class.
        owner
            The name again, where it stands before those of its numbers (see `owned`).
        """
        heights = block_heights(quantifier, owner)
        size = sum(heights) if heights else owned(SIZE, owner)
        return cls(name, size, size, _Class(quantifier, owner))

    @property
    def qualified(self) -> SymbolicInstance:
        """The same as one of several: its numbers are J.gamma, J.b and so on."""
        return type(self).for_every(str(self.name), self.quantifier, str(self.name))

    @property
    def gamma(self) -> sympy.Expr:
        """γ < 1, at least the spectral radius of every diagonal block; the largest γ_i."""
        self._require_part("gamma")
        own = radius_symbols(self.quantifier, self.owner)
        return sympy.Max(*own) if own else self.own(GAMMA)

    @property
    def gammas(self) -> tuple[sympy.Symbol, ...]:
        """The γ_i < 1, each at least the spectral radius of its own diagonal block."""
        return self._several("gammas")

    @property
    def gamma_A(self) -> sympy.Symbol:
        """γ_A < 1, at least the spectral radius of A."""
        self._require_part("gamma_A")
        return self.gammas[0]

    @property
    def gamma_D(self) -> sympy.Symbol:
        """γ_D < 1, at least the spectral radius of D."""
        self._require_part("gamma_D")
        return self.gammas[1]

    @property
    def mu(self) -> sympy.Expr:
        """μ > 0, at most minus the numerical abscissa of every diagonal block; the least μ_i."""
        self._require_part("mu")
        own = radius_symbols(self.quantifier, self.owner)
        return sympy.Min(*own) if own else self.own(MU)

    @property
    def mus(self) -> tuple[sympy.Symbol, ...]:
        """The μ_i > 0, each at most minus the numerical abscissa of its own diagonal block."""
        return self._several("mus")

    @property
    def mu_A(self) -> sympy.Symbol:
        """μ_A > 0, at most -ω(A)."""
        self._require_part("mu_A")
        return self.mus[0]

    @property
    def mu_D(self) -> sympy.Symbol:
        """μ_D > 0, at most -ω(D)."""
        self._require_part("mu_D")
        return self.mus[1]

    def _several(self, name: str) -> tuple[sympy.Symbol, ...]:
        own = radius_symbols(self.quantifier, self.owner)
        if not own or name != self.quantifier.matrix_class.kind_of_bound.plural:
            self._unknown(name)
        return own

    @property
    def n(self) -> sympy.Expr:
        """The number of rows of J."""
        sizes = self.quantifier.sizes
        return self.own(SIZE) if sizes is None else sympy.Add(*self._heights)

    @property
    def _heights(self) -> tuple[Any, ...]:
        return block_heights(self.quantifier, self.owner)

    @property
    def A(self) -> sympy.MatrixExpr:
        """The upper diagonal block."""
        return self._block("A", 0, 0)

    @property
    def B(self) -> sympy.MatrixExpr:
        """The block by which y acts on x; the zero matrix in a block-triangular J."""
        block = self._block("B", 0, 1)
        return sympy.ZeroMatrix(*block.shape) if self._is_triangular else block

    @property
    def C(self) -> sympy.MatrixExpr:
        """The block by which x acts on y."""
        return self._block("C", 1, 0)

    @property
    def D(self) -> sympy.MatrixExpr:
        """The lower diagonal block."""
        return self._block("D", 1, 1)

    def block(self, i: int, j: int) -> sympy.MatrixExpr:
        """Return the block J_ij, counted from 0.

        Raises
        ------
        ValueError
            If the number of blocks is not known, or there is no such block.
        """
        for name, place in self.quantifier.matrix_class.names.items():
            if place == (i, j):
                return getattr(self, name)
        heights = self._heights
        if not heights:
            raise ValueError(
                f"{self.name}.block({i}, {j}): the class {self.quantifier} has any number of "
                "blocks; say how many, as in sizes=(2, 2, 2)"
            )
        if not all(type(k) is int and 0 <= k < len(heights) for k in (i, j)):
            raise ValueError(
                f"{self.name}.block({i}, {j}): expected two numbers from 0 to {len(heights) - 1}"
            )
        if i < j and self._is_triangular:
            return sympy.ZeroMatrix(heights[i], heights[j])
        name, shape = f"{self.root}.block_{i}_{j}", (heights[i], heights[j])
        return SymbolicMatrix(name, *shape, self._like(self.quantifier.unrestricted))

    @property
    def b(self) -> sympy.Expr:
        """b = ‖B‖, which is 0 in a block-triangular J."""
        self._require_part("b")
        return sympy.S.Zero if self._is_triangular else self.own(NORM_OF_B)

    @property
    def c(self) -> sympy.Expr:
        """c = ‖C‖."""
        self._require_part("c")
        return self.own(NORM_OF_C)

    @property
    def kappa(self) -> sympy.Expr:
        """κ = c/(1-γ), and c/μ of a flow."""
        self._require_part("kappa")
        gap = self.mu if self.quantifier.of_flows else 1 - self.gamma
        return self.own(NORM_OF_C) / gap

    @property
    def triangular(self) -> SymbolicInstance:
        """J with its blocks above the diagonal set to zero, J₀."""
        # a part of J that is an instance is J.triangular itself
        if self._is_triangular or self.path:
            return self
        return SymbolicInstance(
            f"{self.name}.triangular", self.rows, self.cols, self._like(self.quantifier.triangular)
        )

    @property
    def comparison(self) -> SymbolicComparison:
        """The comparison matrix T: γ on the diagonal, the norms ‖J_ij‖ off it."""
        count, of = len(self._heights) or self.own(COUNT), self._like(self.quantifier)
        whole = SymbolicComparison(f"{self.root}.comparison", count, count, of)
        if not self.path:
            return whole
        return SymbolicComparison(f"{whole.name}.triangular", count, count, of)

    @property
    def block_norms(self) -> SymbolicMatrix:
        """The matrix of the norms of all blocks, those on the diagonal included."""
        if self.path:
            self._unknown("block_norms")
        count = len(self._heights) or self.own(COUNT)
        of = self._like(self.quantifier)
        return SymbolicMatrix(f"{self.name}.block_norms", count, count, of)

    def _block(self, name: str, row: int, column: int) -> SymbolicMatrix:
        self._require_part(name)
        shape = (self._heights[row], self._heights[column])
        # The blocks of J and of J.triangular are the same matrices, so they get the same class.
        of = self._like(self.quantifier.unrestricted)
        return SymbolicMatrix(f"{self.root}.{name}", *shape, of)

    def _require_part(self, name: str) -> None:
        if name not in self.quantifier.parts:
            self._unknown(name)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # asked for by SymPy, copy and pickle: no mistake of an author
            raise AttributeError(name)
        self._unknown(name)

    def _unknown(self, name: str) -> NoReturn:
        bound = self.quantifier.matrix_class.kind_of_bound
        if name == bound.plural and self.quantifier.radii == "each":
            raise AttributeError(
                f"{self.name} of the class {self.quantifier} has any number of blocks, and no "
                f"{name} that are known to exist; say how many, as in sizes=(2, 2)"
            )
        known = [*self.quantifier.parts]
        known += ["n", "triangular", "comparison", *([] if self.path else ["block_norms"])]
        common = name.startswith(bound.word) and self.quantifier.radii == "common"
        hint = f'; with radii="each" each block has a {bound.word} of its own' if common else ""
        raise AttributeError(
            f"{self.name} of the class {self.quantifier} has no attribute {name!r}; "
            f"it has {', '.join(known)}{hint}"
        )


def size_symbol(name: str) -> sympy.Symbol:
    """Return the symbol of a size that is given by name."""
    return sympy.Symbol(name, integer=True, positive=True)


def radius_symbols(quantifier: Quantifier, owner: str = "") -> tuple[sympy.Symbol, ...]:
    """Return the symbols of the γ_i; () where there is one γ, or any number of blocks."""
    names = quantifier.radius_names
    signs = {"positive": True} if quantifier.of_flows else {"nonnegative": True}
    return tuple(owned(sympy.Symbol(name, **signs), owner) for name in names)


def block_heights(quantifier: Quantifier, owner: str = "") -> tuple[Any, ...]:
    """Return the sizes of the diagonal blocks; () where their number is not known."""
    if quantifier.sizes is not None:
        named = (size_symbol(x) if isinstance(x, str) else x for x in quantifier.sizes)
        return tuple(named)
    two = quantifier.structure.two_blocks
    return (owned(FIRST, owner), owned(SECOND, owner)) if two else ()


def own_numbers(quantifier: Quantifier, owner: str = "") -> dict[sympy.Symbol, sympy.Symbol]:
    """Return the symbols of an instance's numbers and sizes, each with the one without its name."""
    # given sizes have symbols of the statement, one of which may be called n
    sizes = (SIZE, FIRST, SECOND, COUNT) if quantifier.sizes is None else ()
    bound = MU if quantifier.of_flows else GAMMA
    bare = (bound, NORM_OF_B, NORM_OF_C, *sizes, *radius_symbols(quantifier))
    return {owned(symbol, owner): symbol for symbol in bare}
