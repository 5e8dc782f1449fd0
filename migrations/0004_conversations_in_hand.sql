CREATE TABLE `thread_acts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`mailbox_id` integer NOT NULL,
	`user_id` integer NOT NULL,
	`from_number` integer NOT NULL,
	`to_number` integer NOT NULL,
	`letters` integer NOT NULL,
	`from_state` text,
	`from_state_at` integer,
	`undone_at` integer,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `thread_acts_by_from` ON `thread_acts` (`from_number`);--> statement-breakpoint
CREATE INDEX `thread_acts_by_to` ON `thread_acts` (`to_number`);--> statement-breakpoint
CREATE TABLE `thread_act_letters` (
	`act_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	PRIMARY KEY(`act_id`, `message_id`),
	FOREIGN KEY (`act_id`) REFERENCES `thread_acts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `thread_act_letters_by_message` ON `thread_act_letters` (`message_id`);--> statement-breakpoint
CREATE TABLE `thread_choices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`act_id` integer,
	`mailbox_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	`parent_message_id` integer,
	`user_id` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`act_id`) REFERENCES `thread_acts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`parent_message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `thread_choices_by_letter` ON `thread_choices` (`message_id`,`mailbox_id`);--> statement-breakpoint
CREATE INDEX `thread_choices_by_parent` ON `thread_choices` (`parent_message_id`);--> statement-breakpoint
CREATE INDEX `thread_choices_by_act` ON `thread_choices` (`act_id`);--> statement-breakpoint
ALTER TABLE `exclusions` ADD `user_id` integer;--> statement-breakpoint
ALTER TABLE `exclusions` ADD `added_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `exclusions` ADD `is_followed` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX `conversation_messages_excluded` ON `conversation_messages` (`mailbox_id`,`client_email`,`conversation_id`) WHERE `rule` = 'excluded';--> statement-breakpoint
CREATE TABLE `letter_encodings` (
	`message_id` integer PRIMARY KEY NOT NULL,
	`charset` text NOT NULL,
	`is_shown` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `letter_encodings_waiting` ON `letter_encodings` (`message_id`) WHERE `is_shown` = 0;--> statement-breakpoint
CREATE TABLE `sender_encodings` (
	`email` text PRIMARY KEY NOT NULL,
	`charset` text NOT NULL,
	`user_id` integer NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `messages` ADD `is_report` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE TABLE `delivery_reports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` integer NOT NULL,
	`outbox_id` integer NOT NULL,
	`email` text NOT NULL,
	`action` text NOT NULL,
	`status` text NOT NULL,
	`words` text NOT NULL,
	`because` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`outbox_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `delivery_reports_by_outbox` ON `delivery_reports` (`outbox_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `delivery_reports_letter` ON `delivery_reports` (`message_id`,`outbox_id`,`email`);
