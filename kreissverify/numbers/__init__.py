"""Number systems: exact rationals, balls, enclosures, and comparison with three outcomes."""
