"""Large matrices, held by their nonzero entries."""
