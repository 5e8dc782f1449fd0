CREATE TABLE `apart_rules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`act_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`kind` text NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_to` integer,
	`stayed_id` integer NOT NULL,
	`stayed_client` text NOT NULL,
	`left_id` integer NOT NULL,
	FOREIGN KEY (`act_id`) REFERENCES `thread_acts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`stayed_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`left_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `apart_rules_by_mailbox` ON `apart_rules` (`mailbox_id`);--> statement-breakpoint
CREATE INDEX `apart_rules_by_act` ON `apart_rules` (`act_id`);--> statement-breakpoint
CREATE INDEX `apart_rules_by_stayed` ON `apart_rules` (`stayed_id`);--> statement-breakpoint
CREATE INDEX `apart_rules_by_left` ON `apart_rules` (`left_id`);--> statement-breakpoint
CREATE TABLE `apart_values` (
	`rule_id` integer NOT NULL,
	`role` text NOT NULL,
	`value` text NOT NULL,
	PRIMARY KEY(`rule_id`, `role`, `value`),
	FOREIGN KEY (`rule_id`) REFERENCES `apart_rules`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
