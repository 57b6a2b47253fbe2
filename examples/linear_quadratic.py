"""How far do bilevel problems and games overshoot, and which bound says so?

Linear-quadratic problems are drawn; their measured transient growth stands beside the Kreiss
constant and the bounds. Run it: python examples/linear_quadratic.py --out figure.svg
"""

from kreissverify.reports.experiments import run_as_script
from kreissverify.reports.experiments.linear_quadratic import EXPERIMENT

if __name__ == "__main__":
    run_as_script(EXPERIMENT)
