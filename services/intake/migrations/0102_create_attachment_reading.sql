-- Who began to read which file when: the pieces after the first belong to a reading on record.
CREATE TABLE IF NOT EXISTS attachment_reading (
  attachment_id BINARY(16)  NOT NULL,
  rendition     TINYINT     NOT NULL,
  user_id       BINARY(16)  NOT NULL,
  at            DATETIME(6) NOT NULL,
  PRIMARY KEY (attachment_id, rendition, user_id)
) DEFAULT CHARSET = utf8mb4
