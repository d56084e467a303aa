"""When people are there: business hours with holidays, and each member's frontline hours with absences."""
