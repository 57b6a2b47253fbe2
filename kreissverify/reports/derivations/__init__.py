"""Reports of derivations: as text, as pages, as files for solvers."""
