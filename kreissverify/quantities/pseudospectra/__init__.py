"""The pseudospectral radius: where a level set of the resolvent norm is farthest out."""
