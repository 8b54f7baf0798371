"""Tests of search, mirrored by module; engines share one contract."""
