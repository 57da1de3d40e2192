"""Figures that tell the truth: scores with intervals, calibration, significance, speed."""
