"""Commands an operator types: rebuild the index, ask how it is."""
