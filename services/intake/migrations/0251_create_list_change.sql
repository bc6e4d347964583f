-- What lists say otherwise of leads that were judged already, and what the office made of it. Whose
-- note it was and the reason are sealed under the lead's data key.
CREATE TABLE IF NOT EXISTS list_change (
  id            BINARY(16)     NOT NULL PRIMARY KEY,
  version       BIGINT         NOT NULL,
  lead_id       BINARY(16)     NOT NULL,
  division      VARCHAR(12)    NOT NULL,
  state         TINYINT        NOT NULL,
  level         TINYINT        NOT NULL,
  instruction   TINYINT        NOT NULL,
  key_lead      TINYINT        NOT NULL,
  document_no   VARCHAR(64)    NOT NULL,
  issuing_body  VARCHAR(128)   NOT NULL,
  instructed_by VARBINARY(512) NOT NULL,
  deadline      DATETIME(6)    NULL,
  words_differ  TINYINT        NOT NULL,
  row_hash      BINARY(32)     NOT NULL,
  found_at      DATETIME(6)    NOT NULL,
  decided_by    BINARY(16)     NULL,
  decided_at    DATETIME(6)    NULL,
  reason        BLOB           NOT NULL,
  KEY list_change_by_lead (lead_id, id)
) DEFAULT CHARSET = utf8mb4
