"""Shequ Portal (社区门户): roof and foundation of a portal for community service centres."""
