"""How far can a two-time-scale scheme blow up before it settles?

A linear-quadratic game with a slow player x and a fast player y: the fast step β grows, and the
Kreiss constant, the transient peak and the settling time of the coupled iteration are printed.
"""

from fractions import Fraction

from kreissverify import K, M, T, linear_quadratic

HESSIAN_X = [["1", "1/10"], ["1/10", "1/2"]]
HESSIAN_Y = [["1", "0"], ["0", "2"]]
CROSS = [["20", "0"], ["5", "10"]]
SLOW_STEP = Fraction(1, 20)


def main() -> None:
    """Print one line a step-size ratio."""
    print("β/α     γ       κ        K        M     T(1/100)")
    for ratio in (1, 2, 5, 10, 15):
        J = linear_quadratic(HESSIAN_X, CROSS, HESSIAN_Y, alpha=SLOW_STEP, beta=SLOW_STEP * ratio)
        gamma, kappa = float(Fraction(str(J.gamma))), J.kappa.midpoint()
        settled = int(T(J, Fraction(1, 100)))
        print(f"{ratio:3d}  {gamma:.4f}  {kappa:7.1f}  {K(J):7.2f}  {M(J):7.2f}  {settled:7d}")


if __name__ == "__main__":
    main()
