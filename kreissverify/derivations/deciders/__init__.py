"""What decides a step: exact algebra, solvers over the reals, intervals, calculus."""
