"""Public search (检索): a guest of the portal, down to the article of a regulation.

Reads models and QuerySets of the subjects; nothing of the portal imports it. It holds public
objects only and never sees residents' cases.
"""
