"""Networks trained on the images themselves: a pre-trained backbone, its first stages frozen."""
