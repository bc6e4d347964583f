CREATE TABLE IF NOT EXISTS attachment (
  id                  BINARY(16)     NOT NULL PRIMARY KEY,
  lead_id             BINARY(16)     NOT NULL,
  -- 0 while it is uploaded; nobody is told of it before it is whole.
  version             BIGINT         NOT NULL,
  division            VARCHAR(12)    NOT NULL,
  state               TINYINT        NOT NULL,
  source              TINYINT        NOT NULL,
  -- Who attached it; NULL for the reporter.
  user_id             BINARY(16)     NULL,
  visible_to_reporter TINYINT        NOT NULL,
  -- Sealed.
  name                VARBINARY(900) NOT NULL,
  type                TINYINT        NOT NULL,
  size                BIGINT         NOT NULL,
  uploaded            BIGINT         NOT NULL,
  -- What the uploader announced; empty if nothing.
  announced           VARBINARY(32)  NOT NULL,
  -- Sealed: how far the hash is while it is uploaded; empty afterwards.
  hashing             VARBINARY(200) NOT NULL,
  -- SHA-256 of the file; empty until it is stored.
  sha256              VARBINARY(32)  NOT NULL,
  begun_at            DATETIME(6)    NOT NULL,
  stored_at           DATETIME(6)    NULL,
  preview             TINYINT        NOT NULL,
  preview_size        BIGINT         NOT NULL,
  KEY attachment_by_lead (lead_id, id),
  KEY attachment_by_state (state, begun_at),
  KEY attachment_by_preview (preview, id)
) DEFAULT CHARSET = utf8mb4
