-- By hand, as the generator has no word for it: dag_run and task_instance are WITHOUT ROWID (a row is then written once,
-- not once more for its key), and the default pool of the default team is there from the start.
CREATE TABLE `dag` (
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`display_name` text,
	`description` text,
	`owners` text DEFAULT '[]' NOT NULL,
	`tags` text DEFAULT '[]' NOT NULL,
	`file` text,
	`timetable` text,
	`timetable_summary` text,
	`max_active_runs` integer DEFAULT 16 NOT NULL,
	`max_active_tasks` integer,
	`is_paused` integer DEFAULT false NOT NULL,
	`is_stale` integer DEFAULT false NOT NULL,
	`has_import_errors` integer DEFAULT false NOT NULL,
	`graph_hash` text,
	`bundle_id` text,
	`next_run_after` integer,
	`next_logical_date` integer,
	`next_interval_start` integer,
	`next_interval_end` integer,
	`due_at` integer,
	`live_runs` integer DEFAULT 0 NOT NULL,
	`sweep_minute` integer NOT NULL,
	`last_parsed_at` integer,
	`last_advanced_at` integer,
	`seq` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`team`, `dag_id`)
);
--> statement-breakpoint
CREATE INDEX `dag_by_due_at` ON `dag` (`due_at`,`team`,`dag_id`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `dag_with_live_runs` ON `dag` (`team`,`dag_id`) WHERE live_runs > 0;--> statement-breakpoint
CREATE INDEX `dag_by_sweep_minute` ON `dag` (`sweep_minute`,`team`,`dag_id`);--> statement-breakpoint
CREATE TABLE `dag_run` (
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`run_id` text NOT NULL,
	`state` text NOT NULL,
	`run_type` text NOT NULL,
	`triggered_by` text NOT NULL,
	`triggering_user` text,
	`logical_date` integer,
	`interval_start` integer,
	`interval_end` integer,
	`run_after` integer NOT NULL,
	`partition_key` text,
	`conf` text NOT NULL,
	`note` text,
	`graph_hash` text NOT NULL,
	`bundle_id` text NOT NULL,
	`queued_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`clear_number` integer NOT NULL,
	`seq` integer NOT NULL,
	PRIMARY KEY(`team`, `dag_id`, `run_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `dag_run_by_dag` ON `dag_run` (`team`,`dag_id`,`run_after`,`run_id`);--> statement-breakpoint
CREATE INDEX `dag_run_by_run_after` ON `dag_run` (`run_after`,`team`,`dag_id`,`run_id`);--> statement-breakpoint
CREATE INDEX `dag_run_by_state` ON `dag_run` (`state`,`run_after`,`team`,`dag_id`,`run_id`) WHERE state <> 'success';--> statement-breakpoint
CREATE TABLE `dag_version` (
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`version_number` integer NOT NULL,
	`graph_hash` text NOT NULL,
	`bundle_id` text NOT NULL,
	`graph` text NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`team`, `dag_id`, `version_number`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `dag_version_by_hash` ON `dag_version` (`team`,`dag_id`,`graph_hash`,`bundle_id`);--> statement-breakpoint
CREATE TABLE `import_error` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`team` text NOT NULL,
	`file` text NOT NULL,
	`reasons` text NOT NULL,
	`stack_trace` text NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `import_error_by_file` ON `import_error` (`file`);--> statement-breakpoint
CREATE TABLE `task_instance` (
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`run_id` text NOT NULL,
	`task_id` text NOT NULL,
	`map_index` integer NOT NULL,
	`state` text NOT NULL,
	`try_number` integer NOT NULL,
	`max_tries` integer NOT NULL,
	`kind` text NOT NULL,
	`pool` text,
	`pool_slots` integer NOT NULL,
	`priority_weight` integer NOT NULL,
	`scheduled_at` integer,
	`queued_at` integer,
	`started_at` integer,
	`ended_at` integer,
	`carrier` text,
	`reason` text,
	`note` text,
	`graph_hash` text NOT NULL,
	`run_after` integer NOT NULL,
	`logical_date` integer,
	`seq` integer NOT NULL,
	PRIMARY KEY(`team`, `dag_id`, `run_id`, `task_id`, `map_index`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `task_instance_by_state` ON `task_instance` (`state`,`run_after`,`team`,`dag_id`,`run_id`,`task_id`,`map_index`) WHERE state <> 'success';--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`team` text,
	`actor` text NOT NULL,
	`event` text NOT NULL,
	`dag_id` text,
	`run_id` text,
	`task_id` text,
	`map_index` integer,
	`try_number` integer,
	`ip` text,
	`extra` text
);
--> statement-breakpoint
CREATE INDEX `audit_log_by_dag` ON `audit_log` (`team`,`dag_id`,`id`) WHERE dag_id is not null;--> statement-breakpoint
CREATE TABLE `deleted_run` (
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`run_id` text NOT NULL,
	`deleted_at` integer NOT NULL,
	PRIMARY KEY(`team`, `dag_id`, `run_id`)
);
--> statement-breakpoint
CREATE TABLE `deployment` (
	`id` integer PRIMARY KEY NOT NULL,
	`manifest_hash` text,
	`taken_up_at` integer,
	`ticked_at` integer
);
--> statement-breakpoint
CREATE TABLE `pool` (
	`team` text NOT NULL,
	`name` text NOT NULL,
	`slots` integer NOT NULL,
	`description` text,
	`include_deferred` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`team`, `name`)
);
--> statement-breakpoint
CREATE TABLE `token` (
	`id` text PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`name` text NOT NULL,
	`username` text,
	`team` text,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `token_hash_unique` ON `token` (`hash`);--> statement-breakpoint
CREATE TABLE `user` (
	`username` text PRIMARY KEY NOT NULL,
	`team` text,
	`role` text NOT NULL,
	`password_hash` text,
	`is_active` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `pool` (`team`, `name`, `slots`, `description`, `include_deferred`) VALUES ('default', 'default_pool', -1, 'Default pool', 0);
