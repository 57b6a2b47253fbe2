"""The test of K(J) ≤ k in floats, by level sets of the resolvent on circles."""
