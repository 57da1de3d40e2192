"""The page of recognition without training: classes told by sentences or by images, and what they say of each image."""
