"""Points at which steps of a derivation are tried: parameters, and members of a class."""
