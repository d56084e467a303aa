"""Views of a list that people save: filters and order by name, for themselves or for a team."""
