CREATE TABLE IF NOT EXISTS revisit_policy (
  effective_from DATETIME(6) NOT NULL PRIMARY KEY,
  -- Of a thousand closes that proved nothing.
  per_mille      INT         NOT NULL,
  after_days     INT         NOT NULL
) DEFAULT CHARSET = utf8mb4
