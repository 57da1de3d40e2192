"""Networks that learn which images are alike, and classify by likeness to a few references of each class."""
