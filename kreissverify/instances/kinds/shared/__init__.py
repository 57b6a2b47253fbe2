"""What the kinds of matrices are made with: arguments, membership, draws, floats, shrinking."""
