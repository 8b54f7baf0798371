"""Tests of finding and masking personal data."""
