"""Maximising (|z|-1) ‖(zI-J)⁻¹‖: for one matrix, and for stacks of matrices in batches."""
