ALTER TABLE `mailboxes` ADD `limit_minute` integer;--> statement-breakpoint
ALTER TABLE `mailboxes` ADD `limit_hour` integer;--> statement-breakpoint
ALTER TABLE `mailboxes` ADD `limit_day` integer;--> statement-breakpoint
ALTER TABLE `mailboxes` ADD `limit_letter` integer;--> statement-breakpoint
ALTER TABLE `mailboxes` ADD `sending_paused_at` integer;--> statement-breakpoint
ALTER TABLE `outbox` ADD `waits_from` integer;--> statement-breakpoint
ALTER TABLE `outbox` ADD `is_urged` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `looked_at` integer;--> statement-breakpoint
ALTER TABLE `outbox` ADD `looked` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `mailbox_id` integer;--> statement-breakpoint
ALTER TABLE `attempts` ADD `counted_at` integer;--> statement-breakpoint
ALTER TABLE `attempts` ADD `recipients` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `attempts` ADD `step` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `handed_over_at` integer;--> statement-breakpoint
UPDATE `outbox` SET `waits_from` = `created_at` WHERE `state` IN ('queued', 'deferred');--> statement-breakpoint
UPDATE `attempts` SET `mailbox_id` = (SELECT o.`mailbox_id` FROM `outbox` o WHERE o.`id` = `attempts`.`outbox_id`), `counted_at` = `at`,
  `recipients` = (SELECT count(*) FROM `deliveries` d WHERE d.`outbox_id` = `attempts`.`outbox_id` AND d.`state` <> 'refused') WHERE `outcome` IN ('sent', 'uncertain');--> statement-breakpoint
CREATE TABLE `send_waits` (
	`id` integer PRIMARY KEY NOT NULL,
	`mailbox_id` integer NOT NULL,
	`lane` text NOT NULL,
	`because` text NOT NULL,
	`since` integer NOT NULL,
	`until` integer NOT NULL,
	`server_words` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `send_waits_lane` ON `send_waits` (`mailbox_id`,`lane`,`because`);--> statement-breakpoint
CREATE TABLE `sent_elsewhere` (
	`id` integer PRIMARY KEY NOT NULL,
	`mailbox_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	`counted_at` integer NOT NULL,
	`recipients` integer NOT NULL,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `sent_elsewhere_letter` ON `sent_elsewhere` (`mailbox_id`,`message_id`);--> statement-breakpoint
CREATE INDEX `sent_elsewhere_counted` ON `sent_elsewhere` (`mailbox_id`,`counted_at`);--> statement-breakpoint
CREATE INDEX `sent_elsewhere_by_message` ON `sent_elsewhere` (`message_id`);--> statement-breakpoint
CREATE INDEX `attempts_counted` ON `attempts` (`mailbox_id`,`counted_at`,`recipients`);--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`mailbox_id`,`priority`,`id`,`not_before`,`state`) WHERE `state` IN ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX `outbox_by_state` ON `outbox` (`state`,`id`,`mailbox_id`);
