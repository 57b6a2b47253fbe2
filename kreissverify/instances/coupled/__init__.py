"""How members of coupled classes are made: blocks, norms and comparison matrices, step by step."""
