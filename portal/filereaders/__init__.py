"""Readers of hostile files (文件阅读器), run only in a child process by `portal.filetext`.

Knows no Django, no settings and no database, so that the process that opens a stranger's file has
nothing to give away.
"""
