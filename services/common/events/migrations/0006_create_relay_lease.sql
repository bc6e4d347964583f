-- Which replica's relay is the active one.
CREATE TABLE IF NOT EXISTS relay_lease (
  name VARCHAR(32) NOT NULL,
  holder BINARY(16) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin
