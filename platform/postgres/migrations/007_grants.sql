-- Grows with each consent to the vendor: whoever keeps tokens or an opened container of an earlier grant lets go of them.
alter table connections add column grant_no integer not null default 1;
