"""Drawing instances of a statement, and trying it on them."""
