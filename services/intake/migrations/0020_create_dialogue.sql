CREATE TABLE IF NOT EXISTS dialogue (
  lead_id             BINARY(16)  NOT NULL PRIMARY KEY,
  version             BIGINT      NOT NULL,
  division            VARCHAR(12) NOT NULL,
  from_reporter       INT         NOT NULL,
  from_office         INT         NOT NULL,
  informed_at         DATETIME(6) NULL,
  attitude            TINYINT     NOT NULL,
  review_requested_at DATETIME(6) NULL
) DEFAULT CHARSET = utf8mb4
