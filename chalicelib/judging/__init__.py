"""Judges: what a text says about a watch's subject. Standard library only; no network, no clock."""
