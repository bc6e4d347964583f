-- Which leads of a closed segment have which terms: the terms of a bucket, of 8 bytes and in order,
-- and of each the place of a lead that has it, of 2 bytes. Terms are spread over buckets by their
-- first 10 bits.
CREATE TABLE IF NOT EXISTS search_posting (
  segment_id INT        NOT NULL,
  bucket     SMALLINT   NOT NULL,
  terms      MEDIUMBLOB NOT NULL,
  places     MEDIUMBLOB NOT NULL,
  PRIMARY KEY (segment_id, bucket)
) DEFAULT CHARSET = utf8mb4
