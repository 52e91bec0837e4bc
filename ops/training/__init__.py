"""Trains the judge that ships, and measures it. Needs `.venv-train`; nothing here ships to Lambda."""
