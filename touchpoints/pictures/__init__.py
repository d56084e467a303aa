"""The map as others see it: on one sheet of paper, as a picture, and behind a link for people outside."""
