"""How an organization's automated mail goes out: from whom, live or in rehearsal, when, and the switch that stops it."""
