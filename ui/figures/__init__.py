"""Figures: pure functions from values to plotly figures."""
