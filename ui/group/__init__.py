"""What the page of sweeps reads and draws."""
