"""Who scans the same feeds, each in a process of its own: Earshot, its peers, and what only fetches.

Peers live in `.venv-bench`, where nothing of Earshot's is installed: their modules import the peer alone.
"""
