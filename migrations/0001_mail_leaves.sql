-- Files of drafts and letters.
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
ALTER TABLE `drafts` ADD `forked_from` integer;--> statement-breakpoint
CREATE INDEX `drafts_by_reply` ON `drafts` (`reply_to`);
--> statement-breakpoint
-- Signatures, the frame of a letter, letters that were sent together.
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
CREATE INDEX `outbox_by_set` ON `outbox` (`set_id`);--> statement-breakpoint
ALTER TABLE `outbox` ADD `draft_id` integer;--> statement-breakpoint
ALTER TABLE `outbox` ADD `draft_revision` integer;--> statement-breakpoint
CREATE INDEX `outbox_by_draft` ON `outbox` (`draft_id`);
--> statement-breakpoint
-- Limits and waits of sending.
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
--> statement-breakpoint
-- Conversations in the hands of people: acts, exclusions, encodings, delivery reports.
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
	`user_id` integer NOT NULL,
	`email` text NOT NULL,
	`charset` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `email`)
) STRICT, WITHOUT ROWID;
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
--> statement-breakpoint
-- Cards: keys to sort and compare by, acts and their way back.
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
--> statement-breakpoint
-- POP3.
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
--> statement-breakpoint
-- Fewer, larger leaves and rarer merges: the index of a letter costs half as much to write.
INSERT INTO `search` (`search`, `rank`) VALUES ('pgsz', 8000);--> statement-breakpoint
INSERT INTO `search` (`search`, `rank`) VALUES ('automerge', 8);
--> statement-breakpoint
-- How many letters of a folder are here, kept by the file itself: the screens ask after every commit of an import.
ALTER TABLE `folders` ADD `here_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `folders` SET `here_count` = (SELECT count(*) FROM `placements` WHERE `placements`.`folder_id` = `folders`.`id` AND `placements`.`gone_at` IS NULL);--> statement-breakpoint
CREATE TRIGGER `placements_came` AFTER INSERT ON `placements` WHEN NEW.`gone_at` IS NULL BEGIN
	UPDATE `folders` SET `here_count` = `here_count` + 1 WHERE `id` = NEW.`folder_id`;
END;--> statement-breakpoint
CREATE TRIGGER `placements_changed` AFTER UPDATE OF `gone_at` ON `placements` WHEN (OLD.`gone_at` IS NULL) <> (NEW.`gone_at` IS NULL) BEGIN
	UPDATE `folders` SET `here_count` = `here_count` + (NEW.`gone_at` IS NULL) - (OLD.`gone_at` IS NULL) WHERE `id` = NEW.`folder_id`;
END;--> statement-breakpoint
CREATE TRIGGER `placements_went` AFTER DELETE ON `placements` WHEN OLD.`gone_at` IS NULL BEGIN
	UPDATE `folders` SET `here_count` = `here_count` - 1 WHERE `id` = OLD.`folder_id`;
END;
