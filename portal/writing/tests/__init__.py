"""Tests of writing at the desk."""
