-- `steps` and `documents` hold one item a line.
CREATE TABLE IF NOT EXISTS case_template (
  sector       TINYINT     NOT NULL,
  effective_at DATETIME(6) NOT NULL,
  plan         TEXT        NOT NULL,
  steps        TEXT        NOT NULL,
  documents    TEXT        NOT NULL,
  PRIMARY KEY (sector, effective_at)
) DEFAULT CHARSET = utf8mb4
