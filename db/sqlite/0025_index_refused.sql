-- That a core's hooks are refused has to be seen at once, and what is refused lies among the many events no SMS belongs to. Only refused ones pay.

CREATE INDEX event_refused ON event (tenant_id, id) WHERE verdict = 4;
