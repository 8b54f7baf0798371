"""The one gate before anything becomes public, withdrawal, and the trace that each leaves.

Every way of publishing ends in `BasePage.save`, and that asks this package. It must not know any
concrete kind of page.
"""
