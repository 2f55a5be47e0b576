"""Cities and time zones, typed in Russian or English; `cities.csv` is the list that is known.

Names and zones follow GeoNames (geonames.org, CC BY 4.0): regional capitals and cities of Russia
from about 100,000 people, capitals and large cities of the neighbours, business centres of the
world. The file is read when the first city is typed and not at start.
"""

from dialogs.reading.places.city import City
from dialogs.reading.result import Reading, Unreadable

__all__ = ["City", "find_city", "read_city"]


def read_city(text: str) -> Reading[City] | Unreadable:
    """The one city of a text, or the offset that was typed instead of it: UTC+5, МСК+2.

    Cases («в Казани»), old names and nicknames are understood; a city put right, one that goes by
    its region, and one picked out of words that are not known are not sure.
    """
    from dialogs.reading.places.cities import read_known_city  # noqa: PLC0415
    from dialogs.reading.places.offsets import read_offset  # noqa: PLC0415

    return read_offset(text) or read_known_city(text)


def find_city(city_id: str) -> City | None:
    """The city (or offset) with an id that `read_city` gave."""
    from dialogs.reading.places.cities import known_cities  # noqa: PLC0415
    from dialogs.reading.places.offsets import offset_of  # noqa: PLC0415

    return known_cities().get(city_id) or offset_of(city_id)
