-- What processes share of an account beside its places; who asks for one locks its row.
CREATE TABLE budget_account (
    account TEXT PRIMARY KEY,
    -- The carrier has refused a request as one too many: none leaves before then.
    closed_until BIGINT NOT NULL
);

-- How urgent the request is that holds a place: a process makes both kinds.
ALTER TABLE budget_place ADD COLUMN bulk BIGINT NOT NULL DEFAULT 0;
