"""Quantities of the flow x' = Ax (continuous time), siblings of those in maps/; none so far."""
