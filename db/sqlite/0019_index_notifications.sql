-- A partner's page lists what was given up (3) or is held (4) among many notifications that were delivered. These are rare, so the others are not in
-- it: a notification that goes well costs nothing. What waits has notification_due.

CREATE INDEX notification_rare ON notification (subscription_id, state, id) WHERE state = 3 OR state = 4;
