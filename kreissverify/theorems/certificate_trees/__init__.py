"""Statements as the trees that certificates hold."""
