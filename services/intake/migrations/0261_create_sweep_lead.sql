-- Which unit of a round found a lead, where somebody said so.
CREATE TABLE IF NOT EXISTS sweep_lead (
  lead_id  BINARY(16) NOT NULL PRIMARY KEY,
  sweep_id BINARY(16) NOT NULL,
  unit_id  BINARY(16) NOT NULL,
  KEY sweep_lead_by_unit (sweep_id, unit_id)
)
