"""A city as the dialogs know it: its names and its time zone."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city, or an offset from UTC where no city was named (id "utc+5", zone "Etc/GMT-5").

    `zone` is an IANA name.
    """

    id: str
    ru: str
    en: str
    zone: str

    def name(self, locale: str) -> str:
        """The name in `ru`, else the English one."""
        return self.ru if locale == "ru" else self.en
