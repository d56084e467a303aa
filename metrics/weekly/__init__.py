"""The week's figures by mail, on Monday morning, to members who want them."""
