-- Those were hashes without a key, by which a stolen database tests guesses of what was asked. A
-- command whose hash is empty takes any request for its own.
UPDATE command SET request_hash = '' WHERE request_hash <> ''
