-- How often the process has died with the task after it had been tried before; among is 0 once it has been let go.
alter table suspects add column if not exists deaths int default 0 not null;
