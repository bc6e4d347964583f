CREATE TABLE IF NOT EXISTS identity_box (
  lead_id          BINARY(16)      NOT NULL,
  custodian_key_id BINARY(16)      NOT NULL,
  -- Sealed to the custodian's public key: no key of ours opens it.
  sealed           VARBINARY(4096) NOT NULL,
  PRIMARY KEY (lead_id, custodian_key_id)
) DEFAULT CHARSET = utf8mb4
