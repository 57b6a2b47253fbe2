"""Families of the field: one file each, with its source."""
