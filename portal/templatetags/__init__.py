"""Template tags and filters of the foundation: presentation only, no queries."""
