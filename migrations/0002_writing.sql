ALTER TABLE `users` ADD `signature` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `send_key` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `default_mailbox_id` integer;--> statement-breakpoint
ALTER TABLE `drafts` ADD `is_signed` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `drafts` ADD `is_quoted` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `drafts` ADD `is_common` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `is_signed` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `is_quoted` integer DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `is_common` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `outbox` ADD `set_id` integer;--> statement-breakpoint
CREATE INDEX `outbox_by_set` ON `outbox` (`set_id`);
