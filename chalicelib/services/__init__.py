"""What Earshot does: one use case a module. Each fetches, asks the domain, and carries out the answer."""
