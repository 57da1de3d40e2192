"""The page of search: by a sentence, by an image of the project, or by a picture from outside."""
