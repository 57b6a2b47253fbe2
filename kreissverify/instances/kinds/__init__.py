"""Kinds of matrices that a statement quantifies over: one file each."""
