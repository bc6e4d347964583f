-- Rules that were proposed, and what a second person said of them; what was approved stands in the
-- rule's own table too. `body` is what the rule says, in numbers.
CREATE TABLE IF NOT EXISTS rule_change (
  id             BINARY(16)   NOT NULL PRIMARY KEY,
  version        BIGINT       NOT NULL,
  state          TINYINT      NOT NULL,
  kind           TINYINT      NOT NULL,
  effective_from DATETIME(6)  NOT NULL,
  body           VARCHAR(200) NOT NULL,
  basis          VARCHAR(200) NOT NULL,
  proposed_by    BINARY(16)   NOT NULL,
  proposed_at    DATETIME(6)  NOT NULL,
  decided_by     BINARY(16)   NULL,
  decided_at     DATETIME(6)  NULL
) DEFAULT CHARSET = utf8mb4
