CREATE TABLE `state_entry` (
	`scope` text NOT NULL,
	`team` text NOT NULL,
	`owner` text NOT NULL,
	`key` text NOT NULL,
	`value` text NOT NULL,
	`writer` text,
	`updated_at` integer NOT NULL,
	`expires_at` integer,
	PRIMARY KEY(`scope`, `team`, `owner`, `key`)
);
--> statement-breakpoint
CREATE INDEX `state_entry_by_expiry` ON `state_entry` (`expires_at`) WHERE expires_at is not null;--> statement-breakpoint
CREATE TABLE `asset` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`team` text NOT NULL,
	`name` text NOT NULL,
	`uri` text NOT NULL,
	`group_name` text NOT NULL,
	`extra` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `asset_by_name` ON `asset` (`team`,`name`,`uri`);--> statement-breakpoint
CREATE TABLE `asset_alias` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`team` text NOT NULL,
	`name` text NOT NULL,
	`group_name` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `asset_alias_by_name` ON `asset_alias` (`team`,`name`);--> statement-breakpoint
CREATE TABLE `asset_event` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`team` text NOT NULL,
	`key` text NOT NULL,
	`asset_id` integer NOT NULL,
	`extra` text NOT NULL,
	`source_dag_id` text,
	`source_run_id` text,
	`source_task_id` text,
	`source_map_index` integer NOT NULL,
	`made_by` text,
	`partition_key` text,
	`at` integer NOT NULL,
	`is_pending` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `asset_event_key_unique` ON `asset_event` (`key`);--> statement-breakpoint
CREATE INDEX `asset_event_by_time` ON `asset_event` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `asset_event_by_asset` ON `asset_event` (`asset_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `asset_event_pending` ON `asset_event` (`id`) WHERE is_pending = 1;--> statement-breakpoint
CREATE TABLE `asset_event_run` (
	`event_key` text NOT NULL,
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`run_id` text NOT NULL,
	PRIMARY KEY(`event_key`, `team`, `dag_id`, `run_id`)
);
--> statement-breakpoint
CREATE TABLE `asset_of_alias` (
	`alias_id` integer NOT NULL,
	`asset_id` integer NOT NULL,
	PRIMARY KEY(`asset_id`, `alias_id`)
);
--> statement-breakpoint
CREATE TABLE `asset_reference` (
	`target_id` integer NOT NULL,
	`kind` text NOT NULL,
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`task_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`target_id`, `kind`, `team`, `dag_id`, `task_id`)
);
--> statement-breakpoint
CREATE INDEX `asset_reference_by_dag` ON `asset_reference` (`team`,`dag_id`);--> statement-breakpoint
-- Every DAG is written again by the next tick, and what it has to do with assets with it.
UPDATE `deployment` SET `manifest_hash` = NULL;--> statement-breakpoint
UPDATE `dag` SET `bundle_id` = '' WHERE NOT `is_stale`;
