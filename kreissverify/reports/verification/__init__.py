"""Reports of a run over statements: one file a format."""
