"""Template filters of service matters."""
