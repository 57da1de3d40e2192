"""What must survive: the database of projects, images, embeddings, sweeps, groups and jobs."""
