"""Who gets no automated mail of which kind, and the page on which they say so."""
