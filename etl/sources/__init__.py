"""The only modules that know an outside address."""
