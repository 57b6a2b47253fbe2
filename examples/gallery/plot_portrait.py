"""
Where a matrix is nearly singular
=================================

The spectral portrait: curves of ‖(zI - J)⁻¹‖ around the eigenvalues. Those that cross the unit
circle are matrices near J that are not stable, and the Kreiss constant is attained at the star.
"""

from kreissverify import plots

J = [["1/4", 0, 0], [2, "1/4", 0], [0, 2, "1/4"]]
plots.portrait(J, levels=[0.5, 1, 2, 5, 10, 100, 1000])
