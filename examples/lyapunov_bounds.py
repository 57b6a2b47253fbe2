"""How conservative are Lyapunov bounds on the transient peak?

The best one, by semidefinite programming with both ends proved, and the one of P = JᵀPJ + I stand
beside the measured peak. Run it: python examples/lyapunov_bounds.py --out figure.svg
"""

from kreissverify.reports.experiments import run_as_script
from kreissverify.reports.experiments.lyapunov_bounds import EXPERIMENT

if __name__ == "__main__":
    run_as_script(EXPERIMENT)
