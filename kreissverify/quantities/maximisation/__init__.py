"""Where (|z|-1)‖R(z)‖ is largest, in floats: one result, one ascent step, two searches.

`local_maximum` holds what a search finds and where it starts; `saddle_free_newton` the step that
both searches take; `single/` searches for one matrix, `batched/` for a stack of them.
"""
