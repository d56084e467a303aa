"""Time that one person spends on a contact: started with one press, stopped into the form that logs it."""
