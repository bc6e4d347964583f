"""Whether two calls cost alike: what a stranger with a clock could learn.

That no difference was seen proves nothing, so one has to be shown to be small: the 99 % confidence
interval of the median difference of pairs, by bootstrap, lies within a share of what the calls cost.
A pair is two calls right after one another in random order, so that whatever else the machine does
falls on both alike; more are taken until the interval is narrow enough to tell, or patience ends.
"""

import gc
import random
import statistics
import time

# Of what a call costs.
ALIKE = 0.05
RESAMPLES = 400
STEP = 250


class Comparison:
    """Of costs in seconds. `alike` and `unlike` are what was shown; neither, if too few pairs were
    taken to tell."""

    def __init__(self, differences, costs, chance):
        self.pairs, self.cost = len(differences), statistics.median(costs)
        medians = sorted(
            statistics.median(chance.choices(differences, k=len(differences)))
            for _ in range(RESAMPLES)
        )
        self.low, self.high = medians[RESAMPLES // 200], medians[-1 - RESAMPLES // 200]
        bound = ALIKE * self.cost
        self.alike = -bound < self.low and self.high < bound
        self.unlike = self.low > bound or self.high < -bound

    def __str__(self):
        low, high, cost = (round(each * 1e6) for each in (self.low, self.high, self.cost))
        return f"difference {low} to {high} µs of {cost} µs, {self.pairs} pairs"


def compare(one, other, patience, seed=20190415):
    """What `one()` costs more than `other()`, taking pairs for at most `patience` seconds."""
    chance = random.Random(seed)
    differences, costs = [], []
    end = time.monotonic() + patience
    gc.disable()
    try:
        while True:
            for _ in range(STEP):
                first, second = (one, other) if chance.random() < 0.5 else (other, one)
                spent = {first: cost_of(first), second: cost_of(second)}
                differences.append(spent[one] - spent[other])
                costs += spent.values()
            found = Comparison(differences, costs, chance)
            if found.alike or found.unlike or time.monotonic() > end:
                return found
    finally:
        gc.enable()


def cost_of(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
