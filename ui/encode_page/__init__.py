"""Parts of the encode page: encoder cards, and what a network sees."""
