CREATE TABLE IF NOT EXISTS attachment_chunk (
  attachment_id BINARY(16) NOT NULL,
  rendition     TINYINT    NOT NULL,
  -- Of 256 KiB each, but for the last.
  position      INT        NOT NULL,
  sealed        MEDIUMBLOB NOT NULL,
  PRIMARY KEY (attachment_id, rendition, position)
) DEFAULT CHARSET = utf8mb4
