-- What the event behind a hint said of its record: where the mirror shows just that, nothing has to be read.

alter table hints add column told jsonb;
