"""
A sparse matrix of 900 rows
===========================

One step of a convection and diffusion on a square. K is bounded from below by a point of the
resolvent, which is proved from the entries; the picture is the vector that grows most there.
"""

import matplotlib.pyplot as plt
import numpy as np
import scipy.sparse as sp

from kreissverify import K

m = 30
h = 1 / (m + 1)
one, ones = sp.eye_array(m), np.ones(m)
second = sp.diags_array([ones[1:], -2 * ones, ones[1:]], offsets=[-1, 0, 1]) / h**2
first = sp.diags_array([-ones[1:], ones[1:]], offsets=[-1, 1]) / (2 * h)
generator = sp.kron(one, second - 12 * first) + sp.kron(second, one) + 54 * sp.eye_array(m * m)
A = (sp.eye_array(m * m) + 0.2 * h**2 * generator).tocsc()
found = K(A)
print(found)

identity = sp.eye_array(m * m, format="csc")
solver = sp.linalg.splu((found.z * identity - A).astype(complex))
vector = np.ones(m * m, dtype=complex)
for _ in range(30):  # inverse iteration: the leading singular vector of the resolvent
    vector = solver.solve(solver.solve(vector), trans="H")
    vector /= np.linalg.norm(vector)
figure, axes = plt.subplots()
axes.imshow(np.abs(vector).reshape(m, m), cmap="cividis", origin="lower")
axes.set(xticks=[], yticks=[])
