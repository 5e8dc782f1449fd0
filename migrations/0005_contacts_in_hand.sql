ALTER TABLE `contacts` ADD `email` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `contacts` ADD `name_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `contacts` ADD `position_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `contacts` ADD `company_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `companies` ADD `note` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE TABLE `contact_phones` (
	`contact_id` integer NOT NULL,
	`position` integer NOT NULL,
	`phone` text NOT NULL,
	`e164` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`contact_id`, `position`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `contact_phones_by_number` ON `contact_phones` (`e164`);--> statement-breakpoint
CREATE TABLE `company_domains` (
	`domain` text PRIMARY KEY NOT NULL,
	`company_id` integer NOT NULL,
	`added_at` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `company_domains_by_company` ON `company_domains` (`company_id`);--> statement-breakpoint
CREATE TABLE `contact_pairs` (
	`contact_id` integer NOT NULL,
	`other_id` integer NOT NULL,
	`because` text NOT NULL,
	`dismissed_by` integer,
	`dismissed_at` integer,
	PRIMARY KEY(`contact_id`, `other_id`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`other_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `contact_pairs_by_other` ON `contact_pairs` (`other_id`);--> statement-breakpoint
CREATE INDEX `contact_pairs_open` ON `contact_pairs` (`dismissed_at`);--> statement-breakpoint
CREATE TABLE `card_acts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`contact_id` integer,
	`company_id` integer,
	`other_id` integer,
	`user_id` integer,
	`name` text DEFAULT '' NOT NULL,
	`snapshot` text,
	`undone_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `card_acts_by_contact` ON `card_acts` (`contact_id`,`at`);--> statement-breakpoint
CREATE INDEX `card_acts_by_company` ON `card_acts` (`company_id`,`at`);--> statement-breakpoint
CREATE INDEX `card_acts_by_other` ON `card_acts` (`other_id`);--> statement-breakpoint
CREATE TABLE `card_act_letters` (
	`act_id` integer NOT NULL,
	`node_id` integer NOT NULL,
	`finder` text NOT NULL,
	PRIMARY KEY(`act_id`, `node_id`),
	FOREIGN KEY (`act_id`) REFERENCES `card_acts`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `contacts_by_email` ON `contacts` (`email`);--> statement-breakpoint
CREATE INDEX `contacts_by_phone` ON `contacts` (`phone`);--> statement-breakpoint
CREATE INDEX `contacts_by_position` ON `contacts` (`position_key`);--> statement-breakpoint
CREATE INDEX `contacts_by_company_key` ON `contacts` (`company_key`);--> statement-breakpoint
CREATE INDEX `contacts_by_company` ON `contacts` (`company_id`,`folded`);--> statement-breakpoint
CREATE INDEX `contacts_by_name_key` ON `contacts` (`name_key`);--> statement-breakpoint
-- Whose move it is with somebody, and since when, is one look at it for each mailbox.
DROP INDEX `conversations_by_contact`;--> statement-breakpoint
CREATE INDEX `conversations_by_contact` ON `conversations` (`contact_id`,`mailbox_id`,`rank`,`last_at`);--> statement-breakpoint
-- Letters without a contact are most of a young office; they stay out of it.
CREATE INDEX `conversation_messages_by_contact` ON `conversation_messages` (`contact_id`,`mailbox_id`,`direction`,`at`,`message_id`) WHERE `contact_id` IS NOT NULL;--> statement-breakpoint
INSERT INTO `contact_phones` (`contact_id`, `position`, `phone`) SELECT `id`, 0, `phone` FROM `contacts` WHERE `phone` <> '';--> statement-breakpoint
-- What needs folding (name_key, position_key, e164) is filled by the program at its next start.
UPDATE `contacts` SET
	`email` = coalesce((SELECT a.email FROM contact_addresses ca JOIN addresses a ON a.id = ca.address_id WHERE ca.contact_id = contacts.id ORDER BY ca.is_main DESC, ca.position LIMIT 1), ''),
	`company_key` = coalesce((SELECT co.name_folded FROM companies co WHERE co.id = contacts.company_id), '');
