"""Mutation testing of derivations: each claim, changed a little, must fail."""
