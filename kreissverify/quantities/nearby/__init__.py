"""Quantities of matrices that are known only to within some ε: a file a kind of argument."""
