"""What is recorded about models, gold sets and proposals."""
