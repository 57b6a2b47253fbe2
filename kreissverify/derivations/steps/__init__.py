"""The steps of a derivation, one file a kind, and the proof that they make up."""
