"""The dashboard: the router, its components, and what they read from a workspace."""
