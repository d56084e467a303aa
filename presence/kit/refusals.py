"""What a verb says when it will not do what was asked: words fit for the person who asked."""


class Refusal(ValueError):
    """Base of the typed refusals that verbs raise.

    `pointer` names the part of the input that is wrong, as a path of keys and places ("contacts/0/phones/1"); empty when the
    whole is refused. Forms put the words beside that field, the API into the problem's `errors`.
    """

    def __init__(self, words: str, *, pointer: str = "") -> None:
        super().__init__(words)
        self.words = words
        self.pointer = pointer
