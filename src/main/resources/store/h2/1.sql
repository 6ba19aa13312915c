-- Statements may be run again after a crash halfway: H2 commits each of them on its own.

-- One row per way an owner's tasks can be told apart in a list, and how many tasks are that way. A task's place in every
-- list is its facet and its time, so one index serves all filters, and no list ever counts rows.
create table if not exists facets (
  facet int primary key,
  owner varchar(256) not null,
  kind varchar(16) not null,
  task_type varchar(64) not null,
  status varchar(16) not null,
  pinned boolean not null,
  tasks bigint not null
);
create unique index if not exists facets_of_owner on facets (owner, kind, task_type, status, pinned);

create table if not exists clients (
  client bigint primary key,
  client_id varchar(256) not null,
  owner varchar(256) not null,
  last_seq bigint not null
);
create unique index if not exists clients_by_id on clients (client_id);

-- Times are microseconds since the epoch. `num` counts submissions.
create table if not exists tasks (
  num bigint primary key,
  id varchar(256) not null,
  facet int not null,
  client bigint,
  title varchar(1048576) not null,
  description varchar(1048576) not null,
  comp_template varchar(64),
  file_count int not null,
  error varchar(1048576),
  attempts int not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  started_at bigint,
  completed_at bigint
);
create unique index if not exists tasks_by_id on tasks (id);
create index if not exists tasks_of_facet on tasks (facet, created_at, num);
create index if not exists tasks_of_client on tasks (client, num);

-- Apart from tasks, so that lists and searches do not read them and a step of the state machine does not rewrite them.
create table if not exists bodies (
  num bigint primary key,
  input varbinary(1048576) not null,
  result varbinary(1048576)
);

create table if not exists idempotency (
  num bigint primary key,
  idempotency_key varchar(1024) not null
);
create unique index if not exists idempotency_by_key on idempotency (idempotency_key);

-- `event` is the task's num and the event's seq in one number, `client_update` the client and its seq, so that a task's
-- events lie side by side in the table itself (see Keys).
create table if not exists events (
  event bigint primary key,
  client_update bigint,
  type varchar(256) not null,
  payload varbinary(1048576) not null,
  at bigint not null
);
create index if not exists events_of_client on events (client_update);

create table if not exists checkpoints (
  checkpoint bigint auto_increment primary key,
  num bigint not null,
  name varchar(256) not null,
  data varbinary(1048576) not null
);
create unique index if not exists checkpoints_of_task on checkpoints (num, name);

create table if not exists secrets (
  name varchar(256) primary key,
  secret varbinary(4096) not null
);
