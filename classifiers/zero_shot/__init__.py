"""Classes told by sentences: prompts, prototypes, scores, and doubt that goes to a person."""
