-- What is being moved from one account to another, and how far it is.
CREATE TABLE migration (
    number {NUMBER},
    stage TEXT NOT NULL,
    started BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    document TEXT NOT NULL
);
