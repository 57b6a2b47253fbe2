"""How far do momentum methods overshoot?

Peak, Kreiss constant and noise floor of the heavy ball, Nesterov's method, extragradient and
optimistic steps against the condition number. Run: python examples/optimisers.py --out figure.svg
"""

from kreissverify.reports.experiments import run_as_script
from kreissverify.reports.experiments.optimisers import EXPERIMENT

if __name__ == "__main__":
    run_as_script(EXPERIMENT)
