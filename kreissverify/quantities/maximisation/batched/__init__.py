"""The maximum search for stacks of matrices, in arrays over the batch axis."""
