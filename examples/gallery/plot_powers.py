"""
What eigenvalues do not see
===========================

Both eigenvalues of J are 9/10, and ‖Jᵗ‖ rises to nearly four times its start before it decays.
The Kreiss constant K says that some power is at least as large, without a step of the iteration.
"""

from kreissverify import K, M, plots

J = [["9/10", 0], [1, "9/10"]]
print(f"K = {K(J):.4f} is at most M = {M(J):.4f}")
plots.powers(J, steps=60)
