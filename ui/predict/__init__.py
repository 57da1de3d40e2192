"""The page of predictions: a threshold for a wished precision, and proposals that people accept or correct."""
