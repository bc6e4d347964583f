-- Keyed fingerprints of names of the lead's subjects and their employers: no name.
CREATE TABLE IF NOT EXISTS case_subject (
  case_id     BINARY(16) NOT NULL,
  fingerprint BINARY(32) NOT NULL,
  PRIMARY KEY (case_id, fingerprint)
) DEFAULT CHARSET = utf8mb4
