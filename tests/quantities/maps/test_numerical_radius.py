"""The numerical radius w: flat maxima, proofs, where K begins to exceed 1."""

from flint import fmpq, fmpq_mat

from kreissverify.matrices import Matrix
from kreissverify.quantities import enclose
from kreissverify.quantities.maps.numerical_radius import QUANTITY as W
from kreissverify.quantities.numerical_radius_proofs import proved_above
from tests.quantities.support.rational_matrices import exactly


def test_a_flat_maximum_over_the_directions_is_found_in_high_precision() -> None:
    """Floats see the angle to 1e-4 only: λ_max grows from there by less than their precision."""
    matrix = Matrix([["-1557/2000", "-1557/2000"], ["519/2000", "-1557/2000"]])
    assert abs(exactly(W.highprec(matrix, digits=30)) - fmpq(519, 500)) < fmpq(1, 10**28)


def test_no_bound_below_the_numerical_radius_is_proved():
    matrix = fmpq_mat([[fmpq(1, 2), 0], [1, fmpq(1, 2)]])  # w = 1
    assert proved_above(matrix, fmpq(1), fmpq(1001, 1000)) is not None
    assert proved_above(matrix, fmpq(1001, 1000), fmpq(999, 1000)) is None
    assert proved_above(matrix, fmpq(1), fmpq(1)) is None


def test_numerical_radius_on_the_boundary_of_kreiss_one():
    """w(T) = 1 exactly at κ = 2, and its certificate is exact."""
    shown = enclose(W, [["1/2", 0], [1, "1/2"]])
    assert shown.is_exact
    assert shown.upper.value == 1
    assert enclose(W, [[0, 0], [0, 0]]).upper.value == 0
    rotated = enclose(W, [[0, -1], [1, 0]], rtol=1e-9)
    assert rotated.contains(1)
    assert rotated.width < 2e-9
