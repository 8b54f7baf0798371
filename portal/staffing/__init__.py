"""Who works here (人员): people are invited, given and taken roles, and hand over when they leave.

Roles come from `portal.role_table` only; nobody but an administrator may do any of this.
"""
