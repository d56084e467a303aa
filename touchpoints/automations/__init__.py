"""What is sent by itself: when, to whom, in which words, and who approved it."""
