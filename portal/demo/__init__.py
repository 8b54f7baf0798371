"""Demo content (演示内容): how the readable files in `fixtures/` are read and laid down.

Knows the tree of places and the accounts; what packages further up show is loaded by their own
loaders, registered with the hook DEMO_LOADERS. Everything here is fictional and marked 演示.
"""
