CREATE TABLE `connection` (
	`team` text NOT NULL,
	`connection_id` text NOT NULL,
	`conn_type` text NOT NULL,
	`description` text,
	`host` text,
	`login` text,
	`schema` text,
	`port` integer,
	`sealed_password` text,
	`sealed_extra` text,
	PRIMARY KEY(`team`, `connection_id`)
);
--> statement-breakpoint
CREATE TABLE `variable` (
	`team` text NOT NULL,
	`key` text NOT NULL,
	`sealed_value` text NOT NULL,
	`description` text,
	PRIMARY KEY(`team`, `key`)
);
