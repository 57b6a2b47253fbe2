"""Quantities of the iteration x⁺ = Jx (discrete time): one file each, by its long name."""
