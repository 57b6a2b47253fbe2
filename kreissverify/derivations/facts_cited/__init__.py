"""Definitions and textbook facts, one subject a file."""
