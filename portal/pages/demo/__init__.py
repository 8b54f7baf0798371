"""Loads the demo's public pages: sections, centres, notices and regulations."""
