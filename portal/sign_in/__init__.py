"""Signing in to the desk (登录): password, second factor (两步验证), and what holds guessing back.

The password alone never signs anybody in who has a second factor, or where one is demanded: until
the code is right the session knows who is waiting, and nothing more. Second factors are kept and
checked by allauth; its own pages are not mounted.
"""
