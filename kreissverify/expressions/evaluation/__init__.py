"""Evaluating terms and conditions exactly, or in enclosures, on one instance."""
