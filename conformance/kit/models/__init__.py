"""The mock model."""
