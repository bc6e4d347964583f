#!/usr/bin/env python3
"""A TCP proxy that misbehaves on demand, as a network, a switch or a peer that hangs does.

It obeys lines of JSON on stdin, answers each with a line, and ends when stdin does:

    {"link": "intake>db", "to": 3307}       opens a link to this port: {"port": 40123}
    {"link": "intake>db", "delay": 0.2}     its weather from now on; what is not named is fair
    {"link": "intake>db"}                   fair weather again
    {"link": "intake>db", "act": "reset"}   once: see `Link`
    {"link": "intake>db", "ask": true}      {"carried": bytes so far, "met": see `Link`}

Within a connection bytes never change their order, for TCP never lets them; connections overtake
each other where there is jitter.
"""

import asyncio
import dataclasses
import json
import random
import socket
import struct
import sys

PIECE = 64 * 1024
# close() of such a socket sends RST instead of FIN.
ABRUPT = struct.pack("ii", 1, 0)


@dataclasses.dataclass
class Weather:
    """What befalls the bytes of a link. "to" is the way from the one who dialled, "from" the way back."""

    delay: float = 0  # seconds that each piece takes
    jitter: float = 0  # seconds more at most, drawn anew for each piece
    rate: float = 0  # bytes a second; 0: any number
    chop: int = PIECE  # bytes of a piece at most
    hold: str = ""  # "to", "from", "both": what goes this way waits until it is lifted
    refuse: bool = False  # whoever dials is cut off
    lose: str = ""  # whoever sends this is cut off, and it does not arrive


class Link:
    """A port that leads to another one. It counts the bytes that it carried, and how often since
    the weather last turned foul somebody met it: pieces sent, callers and connections cut off."""

    def __init__(self, target):
        self.target, self.weather, self.changed = target, Weather(), asyncio.Event()
        self.carried = self.met = 0
        self.pairs = set()
        self.forgotten = set()

    async def listen(self):
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        return server.sockets[0].getsockname()[1]

    def turn(self, weather):
        if weather != Weather():
            self.met = 0
        self.weather = weather
        self.changed.set()
        self.changed = asyncio.Event()
        # Whoever was forgotten dials a host that is back and knows nothing of the connection.
        if weather == Weather():
            for caller in self.forgotten:
                cut(caller)
            self.forgotten.clear()

    def reset(self):
        """Every connection is cut on both ends."""
        self.met = len(self.pairs)
        for caller, target in list(self.pairs):
            cut(caller)
            cut(target)

    def forget(self):
        """Every connection is cut on the far end alone: the near one waits for an answer."""
        self.met = len(self.pairs)
        for caller, target in list(self.pairs):
            self.forgotten.add(caller)
            cut(target)

    async def serve(self, reader, writer):
        if self.weather.refuse:
            self.met += 1
            return cut(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return cut(writer)
        pair = (writer, far_writer)
        self.pairs.add(pair)
        ways = [asyncio.create_task(self.carry("to", reader, far_writer)),
                asyncio.create_task(self.carry("from", far_reader, writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        self.pairs.remove(pair)
        far_writer.close()
        if writer not in self.forgotten:
            writer.close()

    async def carry(self, way, reader, writer):
        """Until either end is closed, of which the other end hears no sooner than of bytes."""
        try:
            while data := await reader.read(PIECE):
                while data:
                    chop = self.weather.chop
                    piece, data = data[:chop], data[chop:]
                    await self.weather_out(way, len(piece))
                    if self.weather.lose and self.weather.lose.encode() in piece:
                        return
                    writer.write(piece)
                    await writer.drain()
            await self.weather_out(way, 0)
        except OSError:
            await self.weather_out(way, 0)

    async def weather_out(self, way, size):
        self.carried += size
        self.met += self.weather != Weather()
        while self.weather.hold in (way, "both"):
            await self.changed.wait()
        weather = self.weather
        pause = weather.delay + random.uniform(0, weather.jitter)
        if weather.rate:
            pause += size / weather.rate
        if pause:
            await asyncio.sleep(pause)


def cut(writer):
    connection = writer.get_extra_info("socket")
    if connection.fileno() >= 0:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABRUPT)
    writer.transport.abort()


async def obey(links, order):
    name = order.pop("link")
    if "to" in order:
        links[name] = Link(order["to"])
        return {"port": await links[name].listen()}
    if order.pop("ask", None):
        return {"carried": links[name].carried, "met": links[name].met}
    if act := order.pop("act", None):
        {"reset": links[name].reset, "forget": links[name].forget}[act]()
    else:
        links[name].turn(Weather(**order))
    return {}


async def main():
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    links = {}
    while line := await orders.readline():
        print(json.dumps(await obey(links, json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
