"""Evidence for and against a statement: sampling, rigorous decision, refutation."""
