"""The way to others' machines, for whoever asks or tells them: which addresses, and how the wire is read."""
