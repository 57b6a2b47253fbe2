"""Proof files as files for Coq, whose kernel re-checks what they claim over the reals."""
