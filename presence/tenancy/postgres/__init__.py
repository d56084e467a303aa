"""Django's PostgreSQL backend, taught to announce the acting organization to every transaction."""
