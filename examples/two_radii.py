"""What does a bound gain that sees both radii?

K of random quadratics against the ratio of their steps, beside N1, which sees both gaps, and R3,
which sees the smaller. Run it: python examples/two_radii.py --out figure.svg
"""

from kreissverify.reports.experiments import run_as_script
from kreissverify.reports.experiments.two_radii import EXPERIMENT

if __name__ == "__main__":
    run_as_script(EXPERIMENT)
