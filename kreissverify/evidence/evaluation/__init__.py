"""Evaluating a statement on an instance, in floats and rigorously, and membership of instances."""
