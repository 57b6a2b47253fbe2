"""What members of the kinds are drawn from: exact matrices by construction, a file a kind."""
