"""Finance disclosure (财务公开): accounts, periods, ledger lines and obligations of a community.

Empty for now: the package exists so that the storeys of the house are drawn from the first day.
"""
