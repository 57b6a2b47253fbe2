"""Combinations of facts about operators: right ones are taken, planted errors are refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sympy import Symbol

from kreissverify import CoupledBlocks, K, theorem
from kreissverify.derivations import (
    BlockNormMatrix,
    DerivationError,
    EntrywiseLessEqual,
    OperatorEqual,
    Proof,
    StepNotShown,
    operator_symbols,
)


@theorem(source="for the tests")
def about_blocks(J: CoupledBlocks) -> Any:
    return K(J) >= 1


class Setting:
    """A derivation with a circle, the operator symbols on it, and two suppositions about them."""

    def __init__(self) -> None:
        self.p = Proof(about_blocks, lambda lemma: None)
        self.r = self.p.real("r")
        self.R, self.D, self.N, self.R_D, self.S, self.Q, self.z = operator_symbols(
            "R D N R_D S Q z", self.p.J, self.r
        )
        self.right = OperatorEqual((self.z - self.D - self.N) * self.R, 1)
        self.left = OperatorEqual(self.R_D * (self.z - self.D), 1)
        self.small = EntrywiseLessEqual(BlockNormMatrix(self.N), self.S)
        self.second = OperatorEqual(self.R, self.R_D + self.R_D * self.N * self.R)

    def identity(self, claim: Any, terms: Any) -> Any:
        """Take an equality from what is supposed of the resolvents."""
        return self.p.combination("identity", claim, terms, given=[self.right, self.left])

    def bound(self, claim: Any, terms: Any, plus: Any = 0, given: Any = ()) -> Any:
        """Take an inequality from |N| ≤ S."""
        return self.p.combination("bound", claim, terms, plus, given=[self.small, *given])


def test_the_second_resolvent_identity() -> None:
    s = Setting()
    fact = s.identity(s.second, [(s.R_D, s.right, 1), (-1, s.left, s.R)])
    assert fact.claim == s.second and fact.given == (s.right, s.left)


WRONG_IDENTITIES: dict[str, Callable[[Setting], Any]] = {
    "a wrong left factor": lambda s: s.identity(s.second, [(s.R, s.right, 1), (-1, s.left, s.R)]),
    "a wrong right factor": lambda s: s.identity(
        s.second, [(s.R_D, s.right, 1), (-1, s.left, s.R_D)]
    ),
    "a factor on the wrong side": lambda s: s.identity(
        s.second, [(1, s.right, s.R_D), (-1, s.left, s.R)]
    ),
    "a wrong sign": lambda s: s.identity(s.second, [(s.R_D, s.right, 1), (1, s.left, s.R)]),
    "a wrong coefficient": lambda s: s.identity(s.second, [(s.R_D, s.right, 1), (-2, s.left, s.R)]),
    "a relation left out": lambda s: s.identity(s.second, [(s.R_D, s.right, 1)]),
    "factors that commute in the claim only": lambda s: s.identity(
        OperatorEqual(s.R, s.R_D + s.N * s.R_D * s.R), [(s.R_D, s.right, 1), (-1, s.left, s.R)]
    ),
    "a relation that nobody showed": lambda s: s.identity(
        OperatorEqual(s.R_D * s.D, 7), [(1, OperatorEqual(s.R_D * s.D, 7), 1)]
    ),
    "an equality from an inequality": lambda s: s.bound(
        OperatorEqual(BlockNormMatrix(s.N), s.S), [(1, s.small, 1)]
    ),
    "symbols of another circle": lambda s: s.identity(
        OperatorEqual(operator_symbols("R", s.p.J, s.r + 1)[0], s.R_D + s.R_D * s.N * s.R),
        [(s.R_D, s.right, 1), (-1, s.left, s.R)],
    ),
}


@pytest.mark.parametrize("name", WRONG_IDENTITIES)
def test_a_wrong_identity_is_refused(name: str) -> None:
    with pytest.raises(StepNotShown):
        WRONG_IDENTITIES[name](Setting())


def test_inequalities_are_multiplied_by_what_is_nonnegative() -> None:
    s = Setting()
    size = BlockNormMatrix(s.R)
    s.bound(EntrywiseLessEqual(BlockNormMatrix(s.N) * size, s.S * size), [(1, s.small, size)])
    s.bound(EntrywiseLessEqual(3 * BlockNormMatrix(s.N), 3 * s.S), [(3, s.small, 1)])
    s.bound(
        EntrywiseLessEqual(s.r * BlockNormMatrix(s.N), s.r * s.S),
        [(s.r, s.small, 1)],
        given=[s.r > 0],
    )
    s.bound(
        EntrywiseLessEqual(s.Q * BlockNormMatrix(s.N), s.Q * s.S),
        [(s.Q, s.small, 1)],
        given=[EntrywiseLessEqual(0, s.Q)],
    )
    s.bound(EntrywiseLessEqual(BlockNormMatrix(s.N), s.S + size), [(1, s.small, 1)], plus=size)


WRONG_BOUNDS: dict[str, Callable[[Setting], Any]] = {
    "a symbol that may be negative": lambda s: s.bound(
        EntrywiseLessEqual(s.Q * BlockNormMatrix(s.N), s.Q * s.S), [(s.Q, s.small, 1)]
    ),
    "the symbol on the right may be negative": lambda s: s.bound(
        EntrywiseLessEqual(BlockNormMatrix(s.N) * s.R, s.S * s.R), [(1, s.small, s.R)]
    ),
    "a negative number": lambda s: s.bound(
        EntrywiseLessEqual(-BlockNormMatrix(s.N), -s.S), [(-1, s.small, 1)]
    ),
    "a number of unknown sign": lambda s: s.bound(
        EntrywiseLessEqual(s.r * BlockNormMatrix(s.N), s.r * s.S), [(s.r, s.small, 1)]
    ),
    "a difference of nonnegative symbols": lambda s: s.bound(
        EntrywiseLessEqual(
            (1 - BlockNormMatrix(s.R)) * BlockNormMatrix(s.N), (1 - BlockNormMatrix(s.R)) * s.S
        ),
        [(1 - BlockNormMatrix(s.R), s.small, 1)],
    ),
    "the inequality the wrong way": lambda s: s.bound(
        EntrywiseLessEqual(s.S, BlockNormMatrix(s.N)), [(1, s.small, 1)]
    ),
    "what is added may be negative": lambda s: s.bound(
        EntrywiseLessEqual(BlockNormMatrix(s.N), s.S + s.R), [(1, s.small, 1)], plus=s.R
    ),
    "nothing is added": lambda s: s.bound(
        EntrywiseLessEqual(BlockNormMatrix(s.N), s.S + BlockNormMatrix(s.R)), [(1, s.small, 1)]
    ),
}


@pytest.mark.parametrize("name", WRONG_BOUNDS)
def test_a_wrong_bound_is_refused(name: str) -> None:
    with pytest.raises(StepNotShown):
        WRONG_BOUNDS[name](Setting())


def test_norms_block_by_block() -> None:
    s = Setting()
    size = BlockNormMatrix
    fact = s.identity(s.second, [(s.R_D, s.right, 1), (-1, s.left, s.R)])
    sized = s.p.norms("norms", fact, given=[s.right, s.left])
    assert sized.claim == EntrywiseLessEqual(
        size(s.R), size(s.R_D) + size(s.R_D) * size(s.N) * size(s.R)
    )
    with pytest.raises(StepNotShown):
        s.p.norms("norms", fact)  # the identity was only shown under suppositions


def supposed(s: Setting, claim: Any, *more: Any) -> Any:
    """Take the norms of an equality that is supposed."""
    fact = s.p.combination("supposed", claim, [(1, claim, 1)], given=[claim, *more])
    return s.p.norms("norms", fact, given=[claim, *more])


def test_norms_of_coefficients() -> None:
    s = Setting()
    R, D, r = s.R, s.D, s.r
    assert supposed(s, OperatorEqual(R, -2 * D)).claim == EntrywiseLessEqual(
        BlockNormMatrix(R), 2 * BlockNormMatrix(D)
    )
    assert supposed(s, OperatorEqual(R, r * D), r > 0).claim == EntrywiseLessEqual(
        BlockNormMatrix(R), r * BlockNormMatrix(D)
    )
    assert supposed(s, OperatorEqual(R, 1 + D * D)).claim == EntrywiseLessEqual(
        BlockNormMatrix(R), 1 + BlockNormMatrix(D) ** 2
    )


WRONG_NORMS: dict[str, Callable[[Setting], Any]] = {
    "a coefficient of unknown sign": lambda s: supposed(s, OperatorEqual(s.R, s.r * s.D)),
    "a complex coefficient": lambda s: supposed(s, OperatorEqual(s.R, s.z * s.D)),
    "a negative coefficient": lambda s: supposed(s, OperatorEqual(s.R, s.r * s.D), s.r < 0),
    "no single symbol on the left": lambda s: supposed(s, OperatorEqual(s.R * s.D, s.N)),
    "a multiple on the left": lambda s: supposed(s, OperatorEqual(2 * s.R, s.N)),
    "an unknown exponent": lambda s: supposed(s, OperatorEqual(s.R, s.D ** s.p.natural("k"))),
    "an inequality": lambda s: s.p.norms(
        "norms", s.bound(s.small, [(1, s.small, 1)]), given=[s.small]
    ),
}


@pytest.mark.parametrize("name", WRONG_NORMS)
def test_wrong_norms_are_refused(name: str) -> None:
    with pytest.raises((StepNotShown, DerivationError)):
        WRONG_NORMS[name](Setting())


def test_what_is_no_relation_of_operators_is_refused() -> None:
    s = Setting()
    with pytest.raises(DerivationError, match="shows OperatorEqual"):
        s.p.combination("real", s.r > 0, [])
    with pytest.raises(DerivationError, match="is not about operators"):
        s.p.combination("real", s.second, [(1, s.r > 0, 1)], given=[s.r > 0])
    with pytest.raises(DerivationError, match="has no room"):
        s.p.combination("plus", s.second, [], plus=s.R)
    with pytest.raises(DerivationError, match=r"unknown operator: .*; expected one of J, D"):
        operator_symbols("R unknown", s.p.J, s.r)
    with pytest.raises((StepNotShown, DerivationError)):
        s.p.combination("foreign", OperatorEqual(Symbol("X", commutative=False), s.R), [])
