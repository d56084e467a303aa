"""The pages of promises: the list, one promise with all that other rooms know of it, and the forms that write."""
