CREATE TABLE `live_lease` (
	`team` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL
);
