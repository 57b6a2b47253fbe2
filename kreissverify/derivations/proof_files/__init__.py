"""Derivations as files of proofs, which `certificates/proof_checker.py` re-checks."""
