CREATE TABLE `draft_files` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`draft_id` integer NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`mime` text NOT NULL,
	`size` integer NOT NULL,
	`blob_id` integer NOT NULL,
	`part` integer,
	`content_id` text,
	`is_inline` integer NOT NULL,
	FOREIGN KEY (`draft_id`) REFERENCES `drafts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`blob_id`) REFERENCES `blobs`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `draft_files_by_draft` ON `draft_files` (`draft_id`,`position`);--> statement-breakpoint
CREATE INDEX `draft_files_by_blob` ON `draft_files` (`blob_id`);--> statement-breakpoint
CREATE TABLE `outbox_files` (
	`outbox_id` integer NOT NULL,
	`part` integer NOT NULL,
	`name` text NOT NULL,
	`mime` text NOT NULL,
	`size` integer NOT NULL,
	`content_id` text,
	`is_inline` integer NOT NULL,
	PRIMARY KEY(`outbox_id`, `part`),
	FOREIGN KEY (`outbox_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `draft_copies` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`draft_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`public_id` text NOT NULL,
	`revision` integer NOT NULL,
	`folder` text,
	`uid_validity` text,
	`uid` integer,
	`due_at` integer,
	`tries` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `draft_copies_by_draft` ON `draft_copies` (`draft_id`,`mailbox_id`);--> statement-breakpoint
CREATE INDEX `draft_copies_due` ON `draft_copies` (`due_at`);--> statement-breakpoint
CREATE INDEX `outbox_by_blob` ON `outbox` (`blob_id`);--> statement-breakpoint
ALTER TABLE `mailboxes` ADD `smtp_max_bytes` integer;--> statement-breakpoint
ALTER TABLE `mailboxes` ADD `drafts_on_server` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `drafts` ADD `forked_from` integer;
