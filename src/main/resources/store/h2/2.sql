-- Tasks that were at work when the process died, and among how many; few at any time, so apart from tasks.
create table if not exists suspects (
  num bigint primary key,
  among int not null
);
