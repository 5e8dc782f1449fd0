ALTER TABLE `mailboxes` ADD `incoming` text DEFAULT 'imap' NOT NULL;
--> statement-breakpoint
CREATE TABLE `pop3_letters` (
	`folder_id` integer NOT NULL,
	`uid_validity` text NOT NULL,
	`uid` integer NOT NULL,
	`uidl` text NOT NULL,
	PRIMARY KEY(`folder_id`, `uid_validity`, `uid`),
	FOREIGN KEY (`folder_id`) REFERENCES `folders`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `pop3_letters_uidl` ON `pop3_letters` (`folder_id`,`uid_validity`,`uidl`);
