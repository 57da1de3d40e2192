"""Label sets in, trained and measured models out."""
