"""Norms of powers: ‖Jᵗ‖ for many t at once, and its envelope over all t."""
