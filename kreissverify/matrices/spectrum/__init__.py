"""Where eigenvalues stand, exactly and in floats: inside the unit circle, left of the axis."""
