-- {NUMBER} is the way each database numbers rows. Times are microseconds since 1970.

CREATE TABLE lease (
    account TEXT PRIMARY KEY,
    -- Outlives its holders, so that none of them is taken for another.
    fence BIGINT NOT NULL,
    holder TEXT,
    since BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE run (
    number {NUMBER},
    id TEXT NOT NULL UNIQUE,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    file TEXT NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT,
    outcome TEXT,
    -- Last, since it is long and a list of runs does without it.
    plan TEXT NOT NULL
);

CREATE INDEX run_unfinished ON run (number) WHERE outcome IS NULL OR outcome = 'stopped';

CREATE TABLE journal (
    number {NUMBER},
    run TEXT NOT NULL REFERENCES run (id),
    step TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    intended BIGINT NOT NULL,
    result TEXT,
    UNIQUE (run, step, attempt)
);

CREATE INDEX journal_of_run ON journal (run, number);

CREATE TABLE owned_trunk (
    account TEXT NOT NULL,
    trunk TEXT NOT NULL,
    name TEXT NOT NULL,
    how TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (account, trunk)
);

CREATE TABLE rotation (
    account TEXT NOT NULL,
    trunk TEXT NOT NULL,
    username TEXT NOT NULL,
    rotation BIGINT NOT NULL,
    PRIMARY KEY (account, trunk, username)
);

CREATE TABLE confirmation (
    step TEXT PRIMARY KEY,
    who TEXT NOT NULL,
    at BIGINT NOT NULL
);
