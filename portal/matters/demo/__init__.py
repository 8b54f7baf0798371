"""The demo of service matters: readable files, laid down once."""
