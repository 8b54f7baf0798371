"""Tags of the plain site."""
