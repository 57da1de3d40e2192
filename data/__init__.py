"""The generator of the built-in sample images; the default workspace lies beside it."""
