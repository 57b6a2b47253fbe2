"""K, M, L, H and T of matrices with ρ(J) = 1: the part on the unit circle is split off exactly."""
