"""Methods of optimisation and of games as linear maps."""

from kreissverify import (
    K,
    M,
    Max,
    Piecewise,
    Real,
    Rectangular,
    Square,
    assume,
    block,
    identity,
    matrix,
    norm,
    psd,
    rho,
    sqrt,
    theorem,
)  # fmt: skip
from kreissverify.families import (
    ADMM,
    Extragradient,
    HeavyBall,
    HeavyBallOptimal,
    LaggedHypergradients,
    NesterovOptimal,
    Optimistic,
)  # fmt: skip


@theorem(source="Polyak 1964", expect="supported")
def stable_heavy_ball(J: HeavyBall):
    assume(J.alpha * J.L < 2 * (1 + J.beta))
    return rho(J) < 1


@theorem(source="mathematics, HB", expect="supported")
def kreiss_of_heavy_ball(J: HeavyBallOptimal):
    assume(J.q <= 10)
    x = (J.q**2 + 1) / (J.q + 1)
    return K(J) <= Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source="Mohammadi, Samuelson and Jovanović, arXiv:2103.08017", expect="supported")
def peak_of_heavy_ball(J: HeavyBallOptimal):
    assume(J.q <= 10)
    return M(J) <= (J.q + 1 / J.q) / 2


@theorem(source="mathematics, Nesterov", expect="supported")
def kreiss_of_nesterov(J: NesterovOptimal):
    assume(J.q <= 10)
    x = 2 * J.q - 2 + 1 / J.q
    return K(J) <= Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source="Korpelevich 1976", expect="supported")
def monotone_extragradient(J: Extragradient):
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= 1)
    return norm(J) <= 1


@theorem(source="Popov 1980; Malitsky 2015", expect="supported")
def monotone_optimistic(J: Optimistic):
    assume(psd(J.A + J.A.T))
    assume(2 * J.alpha * norm(J.A) <= 1)
    return rho(J) <= 1


@theorem(source="Daskalakis and Panageas 2018", expect="supported")
def simultaneous_bilinear(C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)):
    J = block([[identity("n"), -alpha * C.T], [beta * C, identity("m")]])
    return rho(J) >= 1


@theorem(source="Zhang, Wang, Lessard and Grosse, arXiv:2102.09468", expect="supported")
def alternating_bilinear(C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)):
    assume(alpha * beta * norm(C) ** 2 <= 4)
    lower = identity("m") - alpha * beta * (C * C.T)
    J = block([[identity("n"), -alpha * C.T], [beta * C, lower]])
    return rho(J) <= 1


@theorem(source="Facchinei and Pang 2003, section 12.1", expect="supported")
def strongly_monotone_steps(A: Square("n"), mu: Real(at_least=0), alpha: Real(above=0)):
    assume(psd(A + A.T - 2 * mu * identity("n")))
    J = identity("n") - alpha * A
    return norm(J) ** 2 <= 1 - 2 * alpha * mu + alpha**2 * norm(A) ** 2


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
