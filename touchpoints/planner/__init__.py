"""Any two: what gives when everything is wanted at once, and the sentence that says so before anybody commits."""
