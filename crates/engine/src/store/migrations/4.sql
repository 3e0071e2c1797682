-- Stores began with one of four forms of the first format; here they become the same.

CREATE TABLE lease_of_process (
    account TEXT PRIMARY KEY,
    -- Outlives its holders, so that none of them is taken for another.
    fence BIGINT NOT NULL,
    holder TEXT,
    -- Which process that is, so that its death is noticed.
    process TEXT,
    since BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

INSERT INTO lease_of_process (account, fence, holder, since, expires)
SELECT account, fence, holder, since, expires FROM lease;

DROP TABLE lease;

ALTER TABLE lease_of_process RENAME TO lease;

-- What of a trunk was once as a file says.
CREATE TABLE IF NOT EXISTS owned_noun (
    account TEXT NOT NULL,
    trunk TEXT NOT NULL,
    noun TEXT NOT NULL,
    PRIMARY KEY (account, trunk, noun)
);

DROP INDEX IF EXISTS run_unfinished;

CREATE INDEX IF NOT EXISTS run_not_ended ON run (number) WHERE outcome IS NULL;
