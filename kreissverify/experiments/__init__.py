"""Numerical experiments: one file an experiment, from parameters to a frozen record of arrays.

An experiment is a function of keyword parameters, `seed` among them, to a frozen dataclass of NumPy
arrays, numbers and strings: equal parameters give equal results. `kreissverify.reports.experiments`
describes and draws it.
"""
