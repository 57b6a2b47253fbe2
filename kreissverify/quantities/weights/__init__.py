"""Weighted norms |x|² = x*Px: quantities of RAR⁻¹, where P = R*R, in the place of those of A."""
