"""Two partitions of the same images side by side."""
