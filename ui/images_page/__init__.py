"""Parts of the images page: where an import may come from, its preview, and the health report as pictures."""
