CREATE TABLE `dag_favorite` (
	`username` text NOT NULL,
	`team` text NOT NULL,
	`dag_id` text NOT NULL,
	PRIMARY KEY(`username`, `team`, `dag_id`)
);
