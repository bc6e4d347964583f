from history.plants import blob, breaking, key
from history.promises import ledgers

LEDGERS = "hecha_supervision"


def _line(scene, ledger):
    return scene.any(line for line in scene.world.rows["supervision.ledger_line"]
                     if line.ledger == ledger)


def _changed(line, sets):
    return (f"UPDATE {LEDGERS}.ledger_line SET {sets} WHERE ledger = {line.ledger} "
            f"AND subject = {key(line.subject)};")


def _cell(number, text):
    return f"{number}:{len(text)}:{text}".encode()


@breaking(ledgers.every_lead_is_one_line_as_it_is)
def a_lead_has_no_line(scene):
    return (f"DELETE FROM {LEDGERS}.ledger_line WHERE ledger = {ledgers.LEADS} "
            f"AND lead_id = {key(scene.lead().id)};")


@breaking(ledgers.every_lead_is_one_line_as_it_is)
def a_line_bears_a_second_number_of_its_lead(scene):
    line = _line(scene, ledgers.LEADS)
    number = ledgers.cells_of(line)[ledgers.LEAD_NO]
    cells = line.cells.replace(_cell(ledgers.LEAD_NO, number), _cell(ledgers.LEAD_NO, number + "0"))
    return _changed(line, f"cells = {blob(cells)}")


@breaking(ledgers.every_lead_is_one_line_as_it_is)
def a_line_tells_where_a_sealed_lead_came_from(scene):
    sealed = scene.event("lead.seal").aggregate_id
    return (f"UPDATE {LEDGERS}.ledger_line SET channel = 2, sector = 1 "
            f"WHERE ledger = {ledgers.LEADS} AND lead_id = {key(sealed)};")


@breaking(ledgers.every_lead_is_one_line_as_it_is)
def events_of_one_lead_are_handled_out_of_order(scene):
    return _changed(_line(scene, ledgers.LEADS), "state = state - 1")


@breaking(ledgers.every_case_is_one_line_as_it_is)
def an_event_is_handled_twice(scene):
    line = scene.any(line for line in scene.world.rows["supervision.ledger_line"]
                     if ledgers.STEPS in ledgers.cells_of(line))
    steps = ledgers.cells_of(line)[ledgers.STEPS]
    twice = _cell(ledgers.STEPS, str(int(steps) + 1))
    cells = line.cells.replace(_cell(ledgers.STEPS, steps), twice)
    return _changed(line, f"cells = {blob(cells)}")


@breaking(ledgers.every_case_is_one_line_as_it_is)
def a_closing_reaches_the_case_and_not_its_line(scene):
    line = scene.any(line for line in scene.world.rows["supervision.ledger_line"]
                     if (line.ledger, line.stage) == (ledgers.CASES, ledgers.DONE))
    return _changed(line, f"stage = {ledgers.OPEN}, closed_day = NULL")


@breaking(ledgers.every_total_is_the_sum_of_its_lines)
def a_total_is_off_by_one(scene):
    return f"UPDATE {LEDGERS}.total SET count = count + 1 WHERE measure = 3 AND count > 0 LIMIT 1;"


@breaking(ledgers.every_total_is_the_sum_of_its_lines)
def a_total_loses_an_update(scene):
    return f"UPDATE {LEDGERS}.total SET count = count - 1 WHERE measure = 1 AND count > 0 LIMIT 1;"
