"""K, M, L, H and T of matrices with ρ(J) = 1 or α(A) = 0: the part on the boundary is split off."""
