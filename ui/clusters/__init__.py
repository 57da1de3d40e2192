"""Clusters and groups as cards, shared by the pages that show a partition."""
