"""What of the portal is searched: builders that turn public objects into index entries."""
