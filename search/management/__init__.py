"""Management of the search index."""
