-- 256 KiB of the file, sealed.
CREATE TABLE IF NOT EXISTS export_piece (
  export_id BINARY(16) NOT NULL,
  number    INT        NOT NULL,
  data      MEDIUMBLOB NOT NULL,
  PRIMARY KEY (export_id, number)
) DEFAULT CHARSET = utf8mb4
