-- Units that must stand aside from a lead, as intake tells.
CREATE TABLE IF NOT EXISTS lead_barred_unit (
  lead_id BINARY(16) NOT NULL,
  unit_id BINARY(16) NOT NULL,
  PRIMARY KEY (lead_id, unit_id)
) DEFAULT CHARSET = utf8mb4
