"""Long work by name: asked for anywhere, done in the worker process, seen by everyone through the jobs table."""
