"""Evaluating a statement on an instance: in floats, in enclosures, exactly."""
