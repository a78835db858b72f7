-- What `isEmpty` of core/values/value.ts calls empty.
create function is_empty_value(value jsonb) returns boolean immutable parallel safe language sql as
$$ select value is null or value in ('null', 'false', '[]') or (jsonb_typeof(value) = 'object' and value->'amount' = 'null') $$;
