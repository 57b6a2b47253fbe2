"""False statements whose smallest counterexample is known: its size stands in the comment."""

from kreissverify import (
    Companion,
    M,
    Orthogonal,
    Stochastic,
    assume,
    det,
    identity,
    norm,
    rho,
    same,
    theorem,
    w,
)  # fmt: skip
from kreissverify.families import HeavyBall


# size 2: of one variable
@theorem(source="a false statement", expect="refuted")
def heavy_ball_never_amplifies(J: HeavyBall):
    assume(rho(J) < 1)
    return M(J) <= 2


# size 2: of one variable
@theorem(source="a false statement", expect="refuted")
def heavy_ball_is_a_contraction(J: HeavyBall):
    assume(rho(J) < 1)
    return norm(J) <= 1


# size 2: of one variable
@theorem(source="a false statement", expect="refuted")
def heavy_ball_by_its_momentum(J: HeavyBall):
    return rho(J) ** 2 <= J.beta


# size 2: a number is 1, and its norm too
@theorem(source="a false statement", expect="refuted")
def stochastic_contraction(P: Stochastic()):
    return norm(P) <= 1


# size 2: numbers commute
@theorem(source="a false statement", expect="refuted")
def stochastic_commuting(P: Stochastic("n"), Q: Stochastic("n")):
    return same(P * Q, Q * P)


# size 2: [[0, 1], [1, 0]] has determinant -1
@theorem(source="a false statement", expect="refuted")
def stochastic_determinant(P: Stochastic()):
    return det(P) >= 0


# size 1: -1
@theorem(source="a false statement", expect="refuted")
def orthogonal_rotations(Q: Orthogonal()):
    return det(Q) > 0


# size 2: numbers commute
@theorem(source="a false statement", expect="refuted")
def orthogonal_commuting(Q: Orthogonal("n"), R: Orthogonal("n")):
    return same(Q * R, R * Q)


# size 1: -1
@theorem(source="a false statement", expect="refuted")
def orthogonal_near_identity(Q: Orthogonal()):
    return norm(Q - identity(Q)) <= 1


# size 2: a number is its own radius
@theorem(source="a false statement", expect="refuted")
def companion_as_if_normal(C: Companion()):
    assume(rho(C) <= 1)
    return norm(C) <= 1


# size 2: a number c with |c| < 1 has M = 1
@theorem(source="a false statement", expect="refuted")
def companion_peak(C: Companion()):
    assume(rho(C) < 1)
    return M(C) <= 1


# size 2: the numerical radius of a number is its absolute value
@theorem(source="a false statement", expect="refuted")
def companion_numerical_radius(C: Companion()):
    assume(rho(C) < 1)
    return w(C) <= 1
