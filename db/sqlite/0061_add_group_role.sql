-- Of a group's loan or account: whoever has this role in the group is told.
ALTER TABLE event_setting ADD COLUMN group_role TEXT NULL;  -- Leader; NULL: nobody
