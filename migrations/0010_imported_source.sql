CREATE TABLE `imported_source` (
	`team` text NOT NULL,
	`source` text NOT NULL,
	`url` text NOT NULL,
	`version` text,
	`imported_by` text NOT NULL,
	`imported_at` integer NOT NULL,
	`counts` text NOT NULL,
	`open_items` text NOT NULL,
	PRIMARY KEY(`team`, `source`)
);
