CREATE TABLE IF NOT EXISTS finding_evidence (
  case_id    BINARY(16) NOT NULL,
  -- Version of the case that the finding made.
  version    BIGINT     NOT NULL,
  number     INT        NOT NULL,
  -- Number of a step, or 0 for an exhibit.
  step       INT        NOT NULL,
  exhibit_id BINARY(16) NULL,
  PRIMARY KEY (case_id, version, number)
) DEFAULT CHARSET = utf8mb4
