"""Settings: base is safe for production, dev loosens, test pins, production demands secrets."""
