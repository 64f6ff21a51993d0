"""The two ways in which a request that was fine cannot be done (any more)."""


class NietMogelijk(Exception):  # noqa: N818 -- read as a sentence: raise NietMogelijk("…")
    """The request was fine, but things no longer stand that way. Shown to the user as 409."""


class Verouderd(NietMogelijk):
    """Somebody else changed the same thing in between; `nieuw` is what stands there now."""

    def __init__(self, nieuw) -> None:
        super().__init__("Iemand anders heeft dit net gewijzigd.")
        self.nieuw = nieuw
