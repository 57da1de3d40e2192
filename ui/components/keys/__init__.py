"""The keys of the dashboard, shown at the press of one."""
