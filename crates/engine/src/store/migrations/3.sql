-- Requests a minute that processes share: as many places of an account as its limit has requests.
CREATE TABLE budget_place (
    account TEXT NOT NULL,
    place BIGINT NOT NULL,
    -- Which use of the place this is, so that an end that comes late ends no other one.
    turn BIGINT NOT NULL,
    process TEXT NOT NULL,
    free_at BIGINT NOT NULL,
    PRIMARY KEY (account, place)
);

-- Who asks for them.
CREATE TABLE budget_asker (
    account TEXT NOT NULL,
    process TEXT NOT NULL,
    bulk BIGINT NOT NULL,
    -- Or has just got one, and is likely to ask for the next.
    waits BIGINT NOT NULL,
    -- It asks again before then, or is gone.
    until BIGINT NOT NULL,
    PRIMARY KEY (account, process, bulk)
);
