"""What the page of labels reads and draws."""
