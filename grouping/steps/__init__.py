"""The steps of the work: each joins pure functions to the store, resumes where it was stopped, and reports."""
