"""Writing at the desk (编写): the form of a page, what is pasted into it, and who else is at it."""
