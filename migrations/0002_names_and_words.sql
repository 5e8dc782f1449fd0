ALTER TABLE `thread_acts` ADD `subject` text;--> statement-breakpoint
CREATE TABLE `__new_sender_encodings` (
	`user_id` integer NOT NULL,
	`email` text NOT NULL,
	`charset` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `email`)
) STRICT, WITHOUT ROWID;--> statement-breakpoint
INSERT INTO `__new_sender_encodings` SELECT `user_id`, `email`, `charset`, `at` FROM `sender_encodings`;--> statement-breakpoint
DROP TABLE `sender_encodings`;--> statement-breakpoint
ALTER TABLE `__new_sender_encodings` RENAME TO `sender_encodings`;--> statement-breakpoint
-- Words are folded before they come to the search index, so tokens cut at blanks are the same ones for half of the work. The
-- index itself stays as it is: its text is changed, not its content.
PRAGMA writable_schema = ON;--> statement-breakpoint
UPDATE sqlite_schema SET sql = replace(sql, 'unicode61 remove_diacritics 0', 'ascii') WHERE name = 'search';--> statement-breakpoint
PRAGMA writable_schema = RESET;
