"""Earshot: hears what is said about a company elsewhere, and gets it to the person who can answer."""

__version__ = "0.1.0"
