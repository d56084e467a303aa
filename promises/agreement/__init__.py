"""Agreement: delivery and support sign off before a promise becomes binding."""
