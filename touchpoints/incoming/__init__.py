"""What comes back: replies, automatic answers, bounces and complaints, from a mailbox or from a mail provider."""
