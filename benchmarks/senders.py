"""A process that sends filled forms as fast as they are answered, over connections kept open.

`python -m benchmarks.senders PORT FIRST COUNT` prints the seconds; an answer but 200 ends it.
"""

import asyncio
import json
import sys
from itertools import count
from time import perf_counter

CONNECTIONS = 32
ORIGIN = "https://romashka.example"
HEAD = (
    "POST /intake HTTP/1.1\r\nHost: bench\r\nOrigin: {origin}\r\n"
    "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
)


SYLLABLES = [
    "ба",
    "ве",
    "ги",
    "до",
    "жу",
    "зы",
    "кэ",
    "лю",
    "мя",
    "но",
    "пи",
    "ру",
    "са",
    "то",
    "фе",
    "хо",
]


def name(number: int) -> str:
    """A company's name that is like no other's."""
    said = "".join(SYLLABLES[number >> shift & 15] for shift in (0, 4, 8, 12, 16))
    return said.capitalize()


def request(number: int) -> bytes:
    """The form of person `number`, as a page sends it."""
    said = {
        "_key": "bench-form",
        "_once": f"bench-{number}",
        "_lang": "ru",
        "_page": "https://romashka.example/prices",
        "name": "Ольга",
        "phone": f"+7916{number:07d}",
        "company": f"ООО «{name(number)}»",
        "need": "automation",
        "market": "b2b",
        "budget": f"{60 + number % 200} тысяч",
        "agree": "on",
    }
    body = json.dumps(said, ensure_ascii=False).encode()
    return HEAD.format(origin=ORIGIN, length=len(body)).encode() + body


async def send(port: int, first: int, many: int) -> float:
    """Seconds until all are answered."""
    requests = [request(first + number) for number in range(many)]
    turn = count()
    began = perf_counter()
    async with asyncio.TaskGroup() as senders:
        for _ in range(CONNECTIONS):
            senders.create_task(_sender(port, requests, turn))
    return perf_counter() - began


async def _sender(port: int, requests: list[bytes], turn: "count[int]") -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (number := next(turn)) < len(requests):
        writer.write(requests[number])
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode("latin-1"))
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r")[0])
        await reader.readexactly(length)
    writer.close()


if __name__ == "__main__":
    print(asyncio.run(send(*map(int, sys.argv[1:4]))))
