"""The numerical radius: its direction found in floats, shown to be the highest, and refined."""
