"""Methods of optimisation and of games as linear maps."""

from kreissverify import (
    K,
    Max,
    Piecewise,
    Real,
    Square,
    assume,
    block,
    identity,
    matrix,
    norm,
    rho,
    sqrt,
    theorem,
)  # fmt: skip
from kreissverify.families import (
    ADMM,
    HeavyBallOptimal,
    LaggedHypergradients,
    NesterovOptimal,
)  # fmt: skip


@theorem(source="mathematics, HB", expect="supported")
def kreiss_of_heavy_ball(J: HeavyBallOptimal):
    assume(J.q <= 10)
    x = (J.q**2 + 1) / (J.q + 1)
    return K(J) <= Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source="mathematics, Nesterov", expect="supported")
def kreiss_of_nesterov(J: NesterovOptimal):
    assume(J.q <= 10)
    x = 2 * J.q - 2 + 1 / J.q
    return K(J) <= Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source="mathematics, TS: two time scales", expect="supported")
def two_time_scales(
    alpha: Real(above=0, at_most=1), beta: Real(above=0, at_most=1), g: Real(at_least=0)
):
    J = matrix([[1 - alpha, 0], [beta * g, 1 - beta]])
    return K(J) <= sqrt(1 + g**2)


@theorem(source="Eckstein and Bertsekas 1992", expect="supported")
def relaxed_admm(J: ADMM):
    return rho(J) <= 1


@theorem(source="mathematics, E1, of an uncoupled inner problem", expect="supported")
def lagged_hypergradients(J: LaggedHypergradients(n=1, m=1)):
    outer, inner = identity(J.P) - J.alpha * J.P, identity(J.G) - J.beta * J.G
    gamma = Max(norm(outer), norm(inner))
    assume(gamma < 1)
    J0 = block([[outer, -J.alpha * J.F], [0, inner]])
    return K(J0) <= 1 + J.alpha * norm(J.F) / (4 * (1 - gamma))


@theorem(source="mathematics, St", expect="supported")
def larger_steps(A: Square(2), h: Real(above=0, at_most=1)):
    return K(identity(A) + h * A) <= K(identity(A) + A)
