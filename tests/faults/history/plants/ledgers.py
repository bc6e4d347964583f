from history.plants import breaking, key
from history.promises import ledgers

LEDGERS = "hecha_supervision"


@breaking(ledgers.every_lead_is_one_line_as_it_is)
def a_lead_has_no_line(scene):
    return f"DELETE FROM {LEDGERS}.lead_line WHERE lead_id = {key(scene.lead().id)};"


@breaking(ledgers.every_lead_is_one_line_as_it_is)
def a_line_bears_a_second_number_of_its_lead(scene):
    return (f"UPDATE {LEDGERS}.lead_line SET lead_no = CONCAT(lead_no, '0') "
            f"WHERE lead_id = {key(scene.lead().id)};")


@breaking(ledgers.every_lead_is_one_line_as_it_is)
def events_of_one_lead_are_handled_out_of_order(scene):
    return (f"UPDATE {LEDGERS}.lead_line SET state = state - 1 "
            f"WHERE lead_id = {key(scene.lead().id)};")


@breaking(ledgers.every_case_line_counts_its_steps)
def an_event_is_handled_twice(scene):
    step = scene.event("case.record_step")
    return (f"UPDATE {LEDGERS}.case_line SET steps = steps + 1 "
            f"WHERE id = {key(step.aggregate_id)};")


@breaking(ledgers.every_total_is_the_sum_of_its_lines)
def a_total_is_off_by_one(scene):
    return f"UPDATE {LEDGERS}.total SET count = count + 1 WHERE measure = 3 AND count > 0 LIMIT 1;"


@breaking(ledgers.every_total_is_the_sum_of_its_lines)
def a_total_loses_an_update(scene):
    return f"UPDATE {LEDGERS}.total SET count = count - 1 WHERE measure = 1 AND count > 0 LIMIT 1;"
