#!/usr/bin/env python3
"""Thousands of clients that send a byte a second and never come to an end: whoever works here is
served meanwhile. Latencies are printed beside those of a quiet time, not judged.

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

HEAD = b"POST /v1/reports HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nX-Slow: "
PERIOD = 1


async def drip(address, dripping):
    """Sends a byte a second for ever; whoever is cut off comes again."""
    host, port = address.split(":")
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, int(port))
            try:
                writer.write(HEAD)
                with dripping.get_lock():
                    dripping.value += 1
                while not writer.is_closing():
                    writer.write(b"x")
                    await writer.drain()
                    await asyncio.sleep(PERIOD)
            finally:
                with dripping.get_lock():
                    dripping.value -= 1
                writer.close()


def crowd(address, clients, dripping):
    """In a process of its own: its work is not the callers'."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    async def all_at_once():
        await asyncio.gather(*(drip(address, dripping) for _ in range(clients)))

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


def run(suite, options):
    clerk = City(Http(suite)).actor("xigang.clerk")
    clerk.call("SessionService/GetMe")
    print("quiet:", json.dumps(measure(clerk, options.calls)), flush=True)
    dripping = multiprocessing.Value("i", 0)
    address = urllib.parse.urlsplit(suite.gateway).netloc
    slow = multiprocessing.Process(target=crowd, args=(address, options.clients, dripping),
                                   daemon=True)
    slow.start()
    try:
        until(lambda: dripping.value >= options.clients * 0.95, "the slow ones are there", 60)
        print(f"beside {dripping.value} slow clients:", json.dumps(measure(clerk, options.calls)))
        until(lambda: dripping.value >= options.clients * 0.9, "they are still there", 60)
    finally:
        slow.terminate()
        slow.join()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--calls", type=int, default=500)
    options = parser.parse_args()
    suite = Suite()
    try:
        run(suite, options)
    finally:
        suite.stop()


if __name__ == "__main__":
    main()
