"""Positivstellensatz certificates: exact refutations of systems of polynomial relations."""
