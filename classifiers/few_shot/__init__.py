"""Classes told by a few images: visual prototypes, a training-free cache, and a small trained adapter."""
