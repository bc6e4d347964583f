#!/usr/bin/env python3
"""Thousands of clients that never come to an end: some send their header a byte a second, some their
body, some read no answer. Whoever works here is served meanwhile as in a quiet time, and even where
there are more of them than the gateway serves connections, because a newcomer takes the place of
the slowest.

usage: slow_clients_test.py [--clients N] [--calls N]
"""

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import pathlib
import resource
import sys
import time
import urllib.parse

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "journeys"), str(TESTS / "testing")]

from client import Http
from suite import Suite, until
from town import City

HEADER = b"POST /v1/reports HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
PERIOD = 1
# Beside the slow ones a call may take so many times as long (p50, p99), and so many ms, because what
# plays them shares the machine.
SLOWER = 2
NOISE_MS = 5
# More than the gateway serves connections.
TOO_MANY = 3000


async def send_header(writer):
    writer.write(HEADER + b"X-Slow: ")
    while not writer.is_closing():
        yield b"x"


async def send_body(writer):
    writer.write(HEADER + b"Content-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        yield b" "


async def read_nothing(writer):
    while not writer.is_closing():
        yield b"GET /openapi.json HTTP/1.1\r\nHost: h\r\n\r\n"


SLOW = (send_header, send_body, read_nothing)


async def drag(address, way, there):
    """A client that is slow in this way for ever; if it is cut off it comes again."""
    host, port = address.split(":")
    while True:
        with contextlib.suppress(OSError):
            # Little is on its way to one who does not read.
            reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
            with there.get_lock():
                there.value += 1
            try:
                async for piece in way(writer):
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(PERIOD)
                    if reader.at_eof():
                        break
            finally:
                with there.get_lock():
                    there.value -= 1
                writer.close()


def crowd(address, clients, there):
    """In a process of its own: its work is not the callers'."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def all_at_once():
        await asyncio.gather(*(drag(address, SLOW[i % len(SLOW)], there)
                               for i in range(clients)))

    asyncio.run(all_at_once())


def measure(clerk, calls):
    """How long reads of the staff take, each over a connection of its own."""
    took = []
    for _ in range(calls):
        begun = time.monotonic()
        clerk.call("LeadService/ListLeads")
        took.append(1000 * (time.monotonic() - begun))
    took.sort()
    return {"p50Ms": round(took[calls // 2], 1), "p99Ms": round(took[calls * 99 // 100], 1)}


@contextlib.contextmanager
def slow_ones(suite, clients):
    """So many slow clients; yields how many are there."""
    there = multiprocessing.Value("i", 0)
    address = urllib.parse.urlsplit(suite.gateway).netloc
    process = multiprocessing.Process(target=crowd, args=(address, clients, there), daemon=True)
    process.start()
    try:
        yield there
    finally:
        process.terminate()
        process.join()


def run(suite, options):
    clerk = City(Http(suite)).actor("xigang.clerk")
    clerk.call("SessionService/GetMe")
    quiet = measure(clerk, options.calls)
    with slow_ones(suite, options.clients) as there:
        until(lambda: there.value >= options.clients * 0.95, "the slow ones are there", 60)
        beside = measure(clerk, options.calls)
        until(lambda: there.value >= options.clients * 0.9, "they are still there", 60)
    after = measure(clerk, options.calls)
    with slow_ones(suite, TOO_MANY) as there:
        until(lambda: there.value >= TOO_MANY / 2, "more are there than is room for", 60)
        # A call that is not served raises.
        crowded = measure(clerk, options.calls)
    for what, figures in (("quiet", quiet), (f"beside {options.clients}", beside),
                          ("quiet again", after), (f"beside {TOO_MANY}", crowded)):
        print(f"{what:12} {json.dumps(figures)}", flush=True)
    for quantile in quiet:
        most = SLOWER * max(quiet[quantile], after[quantile]) + NOISE_MS
        if beside[quantile] > most:
            yield f"{quantile} beside slow clients: {beside[quantile]}, more than {most:.1f}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--calls", type=int, default=500)
    options = parser.parse_args()
    suite = Suite()
    try:
        wrong = list(run(suite, options))
    finally:
        suite.stop()
    for each in wrong:
        print(f"FAILED  {each}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
