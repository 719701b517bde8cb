-- Who of a group is told of its loan or account: all its members, each by a message of its own.
ALTER TABLE event_setting ADD COLUMN group_to TEXT NULL;    -- members; NULL: who has the role group_role, else nobody
