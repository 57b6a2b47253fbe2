"""What a user writes in a kind is read exactly, printed as written, or refused in one sentence."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest
import sympy
from flint import fmpq

from kreissverify.instances.kinds.diagonal import Diagonal
from kreissverify.instances.kinds.positive_definite import PositiveDefinite
from kreissverify.instances.kinds.rectangular import Rectangular
from kreissverify.instances.kinds.square import Square
from kreissverify.instances.kinds.symmetric import Symmetric


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        (Square(), "Square()"),
        (Square(3), "Square(3)"),
        (Square("n", norm="1/2", radius="mu"), 'Square("n", norm=1/2, radius=mu)'),
        (Square(radius=0), "Square(radius=0)"),
        (Square(norm=1, complex=True), "Square(norm=1, complex=True)"),
        (Symmetric("n", spectrum=("mu", "L")), 'Symmetric("n", spectrum=(mu, L))'),
        (Symmetric(2, spectrum=(None, 0)), "Symmetric(2, spectrum=(None, 0))"),
        (Symmetric(spectrum=["-1/2", None]), "Symmetric(spectrum=(-1/2, None))"),
        (Rectangular("n", 2, rank=1), 'Rectangular("n", 2, rank=1)'),
        (Rectangular("n"), 'Rectangular("n")'),
        (Rectangular(columns="m"), 'Rectangular(None, "m")'),
        (PositiveDefinite("n", numerical_radius=2), 'PositiveDefinite("n", numerical_radius=2)'),
        (Diagonal("k"), 'Diagonal("k")'),
    ],
    ids=str,
)
def test_a_kind_is_printed_as_written(kind: Any, printed: str) -> None:
    assert str(kind) == repr(kind) == printed


@pytest.mark.parametrize(
    "value", [Fraction(1, 2), fmpq(1, 2), sympy.Rational(1, 2), "1/2", "0.5", "2/4"], ids=repr
)
def test_exact_numbers_of_every_type_are_one_number(value: Any) -> None:
    assert Square("n", norm=value) == Square("n", norm="1/2")
    assert hash(Square("n", norm=value)) == hash(Square("n", norm="1/2"))
    assert Square("n", norm=value).options() == {"norm": Fraction(1, 2)}


def test_names_are_names_and_numbers_are_put_in_for_them() -> None:
    kind = Symmetric("n", spectrum=("mu", "L"), norm="L")
    assert kind.references() == {"mu", "L"}
    assert kind.options() == {"norm": "L", "lowest": "mu", "largest": "L"}
    at = kind.at({"mu": fmpq(1, 3), "L": fmpq(2)}, 3, 3)
    assert at == Symmetric(3, spectrum=("1/3", 2), norm=2)
    assert (at.sizes, at.shape, at.lowest) == ((3, 3), (3, 3), Fraction(1, 3))


@pytest.mark.parametrize("kind", [Square("n", norm="1/2"), Symmetric(2, spectrum=("a", None))])
def test_kinds_travel_between_processes(kind: Any) -> None:
    assert pickle.loads(pickle.dumps(kind)) == kind


def test_kinds_differ_by_class_size_and_options() -> None:
    kinds = {Square(2), Square("n"), Square(2, norm=0), Square(2, radius=0), Diagonal(2)}
    assert len({*kinds, Square(2, complex=True), Square("n")}) == 6
    assert Square(2, complex=False) == Square(2)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: Square(0),
            'Square: n: expected an integer from 1 on, a name such as "n", or nothing, got 0',
        ),
        (lambda: Square("n+1"), 'Square: n: expected an integer from 1 on, a name .*, got "n\\+1"'),
        (lambda: Square(2.0), "Square: n: expected an integer from 1 on.*, got 2.0"),
        (lambda: Square(True), "Square: n: expected an integer from 1 on.*, got True"),
        (lambda: Square("lambda"), 'n: expected an integer from 1 on.*, got "lambda"'),
        (lambda: Square(2, 2), "Square: expected one size, got 2; options are given by name"),
        (lambda: Rectangular(1, 2, 3), "Rectangular: expected at most 2 sizes, got 3"),
        (lambda: Square(2, n=3), "Square: n: got this size twice"),
        (lambda: Square(nrom=1), "Square: unknown option: 'nrom', did you mean 'norm'\\?"),
        (lambda: Square(colour=1), "Square: unknown option: 'colour'; expected one of complex, n,"),
        (
            lambda: Square(norm=0.1),
            "Square: norm: expected an exact number, got the float 0.1; write Rational\\(1, 10\\)",
        ),
        (lambda: Square(norm=2.0), "got the float 2.0; write 2$"),
        (lambda: Square(norm=sympy.Float(0.5)), "norm: expected an exact number, got the float"),
        (lambda: Square(norm=float("inf")), "expected an exact number, got the float inf$"),
        (
            lambda: Square(norm="mu + 1"),
            'Square: norm: expected a number such as 3 or "1/2", or the name of a parameter, '
            'got "mu \\+ 1"',
        ),
        (lambda: Square(norm=sympy.Symbol("mu")), "or the name of a parameter, got mu"),
        (lambda: Square(norm=True), "norm: expected a number .*, got True"),
        (lambda: Square(norm=1j), "norm: expected a number .*, got 1j"),
        (lambda: Square(norm=[1]), "norm: expected a number .*, got \\[1\\]"),
        (lambda: Square(norm=-1), "Square: norm: expected a bound that is not negative, got -1"),
        (lambda: Square(radius="-1/2"), "radius: expected a bound that is not negative, got -1/2"),
        (lambda: Square(rank=-1), "rank: expected a bound that is not negative, got -1"),
        (lambda: Square(rank="3/2"), "Square: rank: expected an integer from 0 on, got 3/2"),
        (lambda: Square(complex=1), "Square: complex: expected True or False, got 1"),
        (lambda: Square(complex="yes"), 'complex: expected True or False, got "yes"'),
        (
            lambda: Symmetric(spectrum=3),
            "Symmetric: spectrum: expected a pair \\(lo, hi\\), None for no end, got 3",
        ),
        (lambda: Symmetric(spectrum=(1, 2, 3)), "spectrum: expected a pair .*, got \\(1, 2, 3\\)"),
        (lambda: Symmetric(spectrum=(2, 1)), "spectrum: expected lo ≤ hi, got \\(2, 1\\)"),
        (lambda: Symmetric(spectrum=(0.5, 1)), "spectrum: expected an exact number, got the float"),
        (
            lambda: PositiveDefinite(spectrum=(1, 2)),
            "PositiveDefinite: spectrum: only Symmetric takes it; "
            "write Symmetric\\(n, spectrum=\\(lo, hi\\)\\)",
        ),
        (
            lambda: Rectangular(radius=1),
            "Rectangular: radius: only square matrices have it; write Square",
        ),
    ],
)
def test_what_is_wrong_is_refused_in_one_sentence(make: Any, sentence: str) -> None:
    with pytest.raises((TypeError, ValueError), match=sentence) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_sizes_that_are_not_square_are_refused() -> None:
    with pytest.raises(ValueError, match="Square: expected a square matrix, got 2×3"):
        Square("n").with_sizes(2, 3)
