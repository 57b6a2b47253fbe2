"""Verdicts that are known from an earlier run, by the content of all that they depend on."""
