-- Once, on the primary, as postgres: psql -v password=... -f setup.sql
CREATE ROLE smsbridge LOGIN PASSWORD :'password';
CREATE DATABASE smsbridge OWNER smsbridge ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
