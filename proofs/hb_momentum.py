"""HB and Nesterov. The square-root laws of momentum, exactly.

On quadratics with condition number κ = q² > 1, with the parameters that are optimal for it, and
with k(x) = x/4 + 1/x if x ≥ 2, else 1,

    heavy ball:   sup K = k((q²+1)/(q+1)),    sup L = (q²+1)/(2q),
    Nesterov:     sup K = k(2q-2+1/q),        sup L = (1+u²)/(1-u²), u = 1 - 1/q.

So K ~ √κ/4 and √κ/2: the square-root law of H. Mohammadi, S. Samuelson, M. R. Jovanović,
arXiv:2103.08017, with its constants.

*Argument.* J is an orthogonal sum of the 2×2 matrices of the eigenvalues of the Hessian. By its
Schur form each has the norms of [[x, 0], [s, y]] with |x| = |y| = √β and s ≤ 1 + β for the heavy
ball, so that E1 and E8 apply with γ = √β: κ there is (1+β)/(1-√β) = (q²+1)/(q+1). At both ends of
the spectrum the eigenvalues are equal, x = y = ±√β, and the bounds are attained.

Status: supported, on one eigenvalue (K of an orthogonal sum is the largest of its parts'). The
derivation language names neither the eigenvalues of a Hessian nor a Schur form (which is complex
here), so that the sum and the form would be facts to add.
"""

from sympy import Piecewise

from kreissverify import K, L, theorem
from kreissverify.families import HeavyBallOptimal, NesterovOptimal

SOURCE = "kreissverify, for arXiv:2103.08017"


def k(x):
    """The worst Kreiss constant of E1."""
    return Piecewise((x / 4 + 1 / x, x >= 2), (1, True))


@theorem(source=SOURCE, expect="supported", id="HB")
def heavy_ball_kreiss_constant(J: HeavyBallOptimal(n=1)):
    """The heavy ball with optimal parameters has K at most k((κ+1)/(√κ+1)), on one eigenvalue."""
    return K(J) <= k((J.q**2 + 1) / (J.q + 1))


@theorem(source=SOURCE, expect="supported", id="HB.lyapunov")
def heavy_ball_lyapunov_bound(J: HeavyBallOptimal(n=1)):
    """Its Lyapunov bound is at most (κ+1)/(2√κ), on one eigenvalue."""
    return L(J) <= (J.q**2 + 1) / (2 * J.q)


@theorem(source=SOURCE, expect="supported", id="Nesterov")
def nesterov_kreiss_constant(J: NesterovOptimal(n=1)):
    """Nesterov's method with optimal parameters has K at most k(2√κ-2+1/√κ), on one eigenvalue."""
    return K(J) <= k(2 * J.q - 2 + 1 / J.q)


@theorem(source=SOURCE, expect="supported", id="Nesterov.lyapunov")
def nesterov_lyapunov_bound(J: NesterovOptimal(n=1)):
    """Its Lyapunov bound is at most (1+u²)/(1-u²) with u = 1 - 1/√κ, on one eigenvalue."""
    u = 1 - 1 / J.q
    return L(J) <= (1 + u**2) / (1 - u**2)
