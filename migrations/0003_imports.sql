CREATE TABLE `imported_dag` (
	`team` text NOT NULL,
	`source` text NOT NULL,
	`dag_id` text NOT NULL,
	`shape` text NOT NULL,
	`tasks` text NOT NULL,
	`imported_at` integer NOT NULL,
	PRIMARY KEY(`team`, `source`, `dag_id`)
);
--> statement-breakpoint
CREATE TABLE `imported_run` (
	`team` text NOT NULL,
	`source` text NOT NULL,
	`dag_id` text NOT NULL,
	`run_id` text NOT NULL,
	`state` text NOT NULL,
	`run_after` integer NOT NULL,
	`shape` text NOT NULL,
	`imported_at` integer NOT NULL,
	PRIMARY KEY(`team`, `source`, `dag_id`, `run_id`)
);
--> statement-breakpoint
CREATE INDEX `imported_run_by_time` ON `imported_run` (`team`,`source`,`dag_id`,`run_after`);