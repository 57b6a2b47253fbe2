"""False variants of statements about methods of optimisation and of games."""

from kreissverify import (
    K,
    M,
    Max,
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


# n = 1, β = 0, α = 1, H = 3: J = [[-2, 0], [1, 0]]
@theorem(source="a false variant", expect="refuted")
def stable_heavy_ball__step(J: HeavyBall):
    assume(J.alpha * J.L < 4 * (1 + J.beta))
    return rho(J) < 1


# n = 1, β = 0, αH small: [[1 - αH, 0], [1, 0]] has a norm above 1
@theorem(source="a false variant", expect="refuted")
def stable_heavy_ball__as_if_normal(J: HeavyBall):
    assume(J.alpha * J.L < 2 * (1 + J.beta))
    return norm(J) <= 1


# q = 9: the supremum has x = 82/10, K = 2.17, is attained by S = 0, and 82/40 = 2.05
@theorem(source="a false variant", expect="refuted")
def kreiss_of_heavy_ball__leading_term(J: HeavyBallOptimal):
    assume(J.q <= 10)
    return K(J) <= Max(1, (J.q**2 + 1) / (4 * (J.q + 1)))


# q = 9: 2.17, and 1 + 1
@theorem(source="a false variant", expect="refuted")
def kreiss_of_heavy_ball__constant(J: HeavyBallOptimal):
    assume(J.q <= 10)
    return K(J) <= Max(1, 1 + (J.q - 1) / 8)


# q = 9: K = 2.17, and M is at least K
@theorem(source="a false variant", expect="refuted")
def peak_of_the_heavy_ball__never_amplifies(J: HeavyBallOptimal):
    assume(J.q <= 10)
    return M(J) <= 2


# q = 9: M is at least K = 2.17; the peak of ‖Jᵗ‖ is 3.2
@theorem(source="a false variant", expect="refuted")
def peak_of_the_heavy_ball__constant(J: HeavyBallOptimal):
    assume(J.q <= 10)
    return M(J) <= 1 + (J.q + 1 / J.q) / 8


# q = 9: x = 16 + 1/9, attained by S = 0: 4.09, and 4.03
@theorem(source="a false variant", expect="refuted")
def kreiss_of_nesterov__leading_term(J: NesterovOptimal):
    assume(J.q <= 10)
    return K(J) <= Max(1, (2 * J.q - 2 + 1 / J.q) / 4)


# q = 9: 4.09, and 2
@theorem(source="a false variant", expect="refuted")
def kreiss_of_nesterov__constant(J: NesterovOptimal):
    assume(J.q <= 10)
    return K(J) <= 1 + (J.q - 1) / 8


# A = -1, α = 1: 1 + 1 + 1
@theorem(source="a false variant", expect="refuted")
def extragradient_of_monotone_operators__any_operator(J: Extragradient):
    assume(J.alpha * norm(J.A) <= 1)
    return norm(J) <= 1


# A = 2, α = 1: 1 - 2 + 4
@theorem(source="a false variant", expect="refuted")
def extragradient_of_monotone_operators__step(J: Extragradient):
    assume(psd(J.A + J.A.T))
    assume(J.alpha * norm(J.A) <= 2)
    return norm(J) <= 1


# A = 0: [[I, 0], [I, 0]] has the norm √2
@theorem(source="a false variant", expect="refuted")
def optimistic_steps_up_to_their_limit__norm(J: Optimistic):
    assume(psd(J.A + J.A.T))
    assume(2 * J.alpha * norm(J.A) <= 1)
    return norm(J) <= 1


# C = α = β = 1: the eigenvalues are 1 ± i
@theorem(source="a false variant", expect="refuted")
def simultaneous_steps_never_settle__stable(
    C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)
):
    return rho(block([[identity("n"), -alpha * C.T], [beta * C, identity("m")]])) <= 1


# C = 0: 1
@theorem(source="a false variant", expect="refuted")
def simultaneous_steps_never_settle__strict(
    C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)
):
    return rho(block([[identity("n"), -alpha * C.T], [beta * C, identity("m")]])) > 1


# C = 1, αβ = 9/2: z² + (5/2)z + 1 has the root -2
@theorem(source="a false variant", expect="refuted")
def alternating_steps_stay_bounded__step(
    C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)
):
    assume(alpha * beta * norm(C) ** 2 <= 5)
    lower = identity("m") - alpha * beta * (C * C.T)
    return rho(block([[identity("n"), -alpha * C.T], [beta * C, lower]])) <= 1


# C = α = β = 1: [[1, -1], [1, 0]]
@theorem(source="a false variant", expect="refuted")
def alternating_steps_stay_bounded__norm(
    C: Rectangular("m", "n"), alpha: Real(above=0), beta: Real(above=0)
):
    assume(alpha * beta * norm(C) ** 2 <= 4)
    lower = identity("m") - alpha * beta * (C * C.T)
    return norm(block([[identity("n"), -alpha * C.T], [beta * C, lower]])) <= 1


# A = [[0, -1], [1, 0]], μ = 0, α = 1: 2, and 1 + 1/2
@theorem(source="a false variant", expect="refuted")
def strongly_monotone_steps__without_square(
    A: Square("n"), mu: Real(at_least=0), alpha: Real(above=0)
):
    assume(psd(A + A.T - 2 * mu * identity("n")))
    return norm(identity("n") - alpha * A) ** 2 <= Max(0, 1 - 2 * alpha * mu) + alpha**2 / 2


# A = 1, μ = 2, α = 1: 0, and 1 - 4 + 1
@theorem(source="a false variant", expect="refuted")
def strongly_monotone_steps__factor(A: Square("n"), mu: Real(at_least=0), alpha: Real(above=0)):
    assume(psd(A + A.T - mu * identity("n")))
    J = identity("n") - alpha * A
    return norm(J) ** 2 <= 1 - 2 * alpha * mu + alpha**2 * norm(A) ** 2


# α -> 0, β = 1, g = 4: K tends to √17, and 2
@theorem(source="a false variant", expect="refuted")
def two_time_scales__as_if_equal(
    alpha: Real(above=0, at_most=1), beta: Real(above=0, at_most=1), g: Real(at_least=0)
):
    return K(matrix([[1 - alpha, 0], [beta * g, 1 - beta]])) <= 1 + g / 4


# α = β = 1, g = 16: K = 4 + 1/16
@theorem(source="a false variant", expect="refuted")
def two_time_scales__root(
    alpha: Real(above=0, at_most=1), beta: Real(above=0, at_most=1), g: Real(at_least=0)
):
    return K(matrix([[1 - alpha, 0], [beta * g, 1 - beta]])) <= sqrt(1 + g)


# P = Q = 0: [[I, 0], [0, 0]] has radius 1
@theorem(source="a false variant", expect="refuted")
def relaxed_admm__strict(J: ADMM):
    return rho(J) < 1


# n = 1, σ = 1, P = 9, Q = 0, ω = 19/10: the row (-71/100, 81/100) has norm 1.08
@theorem(source="a false variant", expect="refuted")
def relaxed_admm__norm(J: ADMM):
    return norm(J) <= 1


# P = G = 1, α = β = 1, F = 16: K = 4 + 1/16, and 3
@theorem(source="a false variant", expect="refuted")
def lagged_hypergradients__constant(J: LaggedHypergradients(n=1, m=1)):
    outer, inner = identity(J.P) - J.alpha * J.P, identity(J.G) - J.beta * J.G
    gamma = Max(norm(outer), norm(inner))
    assume(gamma < 1)
    J0 = block([[outer, -J.alpha * J.F], [0, inner]])
    return K(J0) <= 1 + J.alpha * norm(J.F) / (8 * (1 - gamma))


# P = G = 1, α = β = 1, F = 16: K = 4 + 1/16
@theorem(source="a false variant", expect="refuted")
def lagged_hypergradients__uncoupled(J: LaggedHypergradients(n=1, m=1)):
    outer, inner = identity(J.P) - J.alpha * J.P, identity(J.G) - J.beta * J.G
    assume(Max(norm(outer), norm(inner)) < 1)
    return K(block([[outer, -J.alpha * J.F], [0, inner]])) <= 1


# A = -1, h = 1/2: 1/2 and 0
@theorem(source="a false variant", expect="refuted")
def larger_steps__spectral_radius(A: Square(2), h: Real(above=0, at_most=1)):
    return rho(identity(A) + h * A) <= rho(identity(A) + A)


# A = -3, h = 1/2: I + A = -2, so K is ∞, and I + A/2 = -1/2, so K is 1
@theorem(source="a false variant", expect="refuted")
def larger_steps__reversed(A: Square(2), h: Real(above=0, at_most=1)):
    return K(identity(A) + A) <= K(identity(A) + h * A)
