"""
As many digits as were asked for
================================

An enclosure has both ends proved, and its width is asked for. What is printed are the digits that
are certain: the more, the narrower it is.
"""

import matplotlib.pyplot as plt

from kreissverify import K, enclose

J = [["1/2", 2, 0], [0, "1/3", 2], [0, "-1/8", "1/5"]]
tolerances = [10.0**-k for k in range(1, 13)]
found = [enclose(K, J, rtol=rtol) for rtol in tolerances]
for rtol, x in zip(tolerances, found, strict=True):
    print(f"rtol = {rtol:.0e}: K = {x:.14g}")

figure, axes = plt.subplots()
axes.loglog(tolerances, [x.width / x.midpoint() for x in found], "o", label="width that came out")
axes.loglog(tolerances, tolerances, "--", color="#7d7d7d", label="width asked for")
axes.set(xlabel="rtol")
axes.legend()
