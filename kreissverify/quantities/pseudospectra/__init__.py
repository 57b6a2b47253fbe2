"""How far a pseudospectrum reaches: where a level set of the resolvent norm is farthest out."""
