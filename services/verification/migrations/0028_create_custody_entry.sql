CREATE TABLE IF NOT EXISTS custody_entry (
  exhibit_id         BINARY(16)  NOT NULL,
  number             INT         NOT NULL,
  from_user          BINARY(16)  NOT NULL,
  to_user            BINARY(16)  NOT NULL,
  purpose            BLOB        NOT NULL,
  given_key          BINARY(32)  NOT NULL,
  given_signature    BINARY(64)  NOT NULL,
  given_at           DATETIME(6) NOT NULL,
  received_key       BINARY(32)  NULL,
  received_signature BINARY(64)  NULL,
  received_at        DATETIME(6) NULL,
  PRIMARY KEY (exhibit_id, number)
) DEFAULT CHARSET = utf8mb4
