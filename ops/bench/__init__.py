"""Measures what Earshot promises: beside its peers, in one run, and with its answers checked.

Each part is a module named after what it measures; `tables` says what one looks like. Nothing here ships to
Lambda.
"""
