"""Reading marks: who has read which revision, what is unread for whom, and the letter that reminds."""
