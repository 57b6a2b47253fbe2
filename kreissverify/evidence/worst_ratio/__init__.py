"""The worst ratio of the two sides of a bound: its search, its limits, its closed form."""
