CREATE TABLE `backfill` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	`spec` text NOT NULL,
	`made_by` text NOT NULL,
	`state` text NOT NULL,
	`progress` text,
	`reason` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`ended_at` integer,
	`seq` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `backfill_by_dag` ON `backfill` (`team`,`dag_id`,`id`);--> statement-breakpoint
CREATE INDEX `backfill_pending` ON `backfill` (`created_at`) WHERE state = 'pending';--> statement-breakpoint
ALTER TABLE `dag_run` ADD `backfill_id` integer;