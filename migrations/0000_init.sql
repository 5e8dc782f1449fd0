CREATE TABLE `companies` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`name_folded` text NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `companies_name_folded_unique` ON `companies` (`name_folded`);--> statement-breakpoint
CREATE TABLE `contact_addresses` (
	`contact_id` integer NOT NULL,
	`address_id` integer NOT NULL,
	`position` integer NOT NULL,
	`is_main` integer NOT NULL,
	PRIMARY KEY(`contact_id`, `address_id`),
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE no action
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `contact_addresses_by_address` ON `contact_addresses` (`address_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`folded` text NOT NULL,
	`position` text DEFAULT '' NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`company_id` integer,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`company_id`) REFERENCES `companies`(`id`) ON UPDATE no action ON DELETE set null
) STRICT;
--> statement-breakpoint
CREATE INDEX `contacts_by_name` ON `contacts` (`folded`);--> statement-breakpoint
CREATE TABLE `conversation_aliases` (
	`number` integer PRIMARY KEY NOT NULL,
	`conversation_id` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `conversation_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversation_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`direction` text NOT NULL,
	`client` text DEFAULT '' NOT NULL,
	`client_email` text NOT NULL,
	`subject_key` text NOT NULL,
	`parent_id` integer,
	`rule` text NOT NULL,
	`header` text,
	`from_another_address` integer DEFAULT false NOT NULL,
	`subject_changed` integer DEFAULT false NOT NULL,
	`finder` text DEFAULT 'none' NOT NULL,
	`contact_id` integer,
	`is_history` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE set null
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `conversation_messages_node` ON `conversation_messages` (`mailbox_id`,`message_id`,`client`);--> statement-breakpoint
CREATE INDEX `conversation_messages_by_conversation` ON `conversation_messages` (`conversation_id`,`at`);--> statement-breakpoint
CREATE INDEX `conversation_messages_by_subject` ON `conversation_messages` (`mailbox_id`,`client_email`,`subject_key`,`at`);--> statement-breakpoint
CREATE INDEX `conversation_messages_by_message` ON `conversation_messages` (`message_id`);--> statement-breakpoint
CREATE INDEX `conversation_messages_by_client` ON `conversation_messages` (`client_email`,`at`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`number` integer,
	`mailbox_id` integer NOT NULL,
	`subject` text NOT NULL,
	`state` text NOT NULL,
	`rank` integer NOT NULL,
	`state_by_hand_at` integer,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`letters` integer NOT NULL,
	`snippet` text NOT NULL,
	`who_id` integer,
	`who_name` text NOT NULL,
	`who_email` text NOT NULL,
	`contact_id` integer,
	`has_attachments` integer NOT NULL,
	`trouble` text,
	`last_message_id` integer,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`who_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE set null
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_number_unique` ON `conversations` (`number`);--> statement-breakpoint
CREATE INDEX `conversations_by_date` ON `conversations` (`last_at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_by_urgency` ON `conversations` (`rank`,`last_at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_by_mailbox` ON `conversations` (`mailbox_id`,`last_at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_by_mailbox_urgency` ON `conversations` (`mailbox_id`,`rank`,`last_at`,`id`);--> statement-breakpoint
CREATE INDEX `conversations_by_contact` ON `conversations` (`contact_id`,`last_at`);--> statement-breakpoint
CREATE TABLE `exclusions` (
	`id` integer PRIMARY KEY NOT NULL,
	`mailbox_id` integer,
	`pattern` text NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_to` integer,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `thread_decisions` (
	`id` integer PRIMARY KEY NOT NULL,
	`mailbox_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	`parent_message_id` integer,
	`user_id` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`parent_message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `thread_decisions_letter` ON `thread_decisions` (`mailbox_id`,`message_id`);--> statement-breakpoint
CREATE TABLE `thread_rules` (
	`id` integer PRIMARY KEY NOT NULL,
	`mailbox_id` integer NOT NULL,
	`mode` text NOT NULL,
	`valid_from` integer NOT NULL,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `unread` (
	`user_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`conversation_id` integer NOT NULL,
	`message_id` integer NOT NULL,
	PRIMARY KEY(`user_id`, `mailbox_id`, `message_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `unread_by_conversation` ON `unread` (`conversation_id`,`user_id`);--> statement-breakpoint
CREATE TABLE `flag_outbox` (
	`id` integer PRIMARY KEY NOT NULL,
	`mailbox_id` integer NOT NULL,
	`folder_id` integer NOT NULL,
	`uid` integer NOT NULL,
	`flag` text NOT NULL,
	`is_set` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`folder_id`) REFERENCES `folders`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `flag_outbox_uid` ON `flag_outbox` (`folder_id`,`uid`,`flag`);--> statement-breakpoint
CREATE TABLE `folders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`mailbox_id` integer NOT NULL,
	`path` text NOT NULL,
	`name` text NOT NULL,
	`delimiter` text DEFAULT '/' NOT NULL,
	`role` text NOT NULL,
	`is_ticked` integer NOT NULL,
	`uid_validity` text,
	`low_uid` integer,
	`high_uid` integer,
	`live_from_uid` integer,
	`modseq` text,
	`is_loaded` integer DEFAULT false NOT NULL,
	`server_count` integer,
	`depth_total` integer,
	`audited_at` integer,
	`audit_server` integer,
	`audit_here` integer,
	`gone_at` integer,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `folders_path` ON `folders` (`mailbox_id`,`path`);--> statement-breakpoint
CREATE TABLE `mailbox_secrets` (
	`id` integer PRIMARY KEY NOT NULL,
	`mailbox_id` integer NOT NULL,
	`half` text NOT NULL,
	`sealed` blob NOT NULL,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `mailbox_secrets_half` ON `mailbox_secrets` (`mailbox_id`,`half`);--> statement-breakpoint
CREATE TABLE `mailboxes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`owner_id` integer NOT NULL,
	`kind` text DEFAULT 'personal' NOT NULL,
	`address` text NOT NULL,
	`display_name` text DEFAULT '' NOT NULL,
	`provider` text NOT NULL,
	`imap_host` text,
	`imap_port` integer,
	`imap_security` text,
	`imap_login` text,
	`imap_pinned` text,
	`imap_plaintext` integer DEFAULT false NOT NULL,
	`smtp_host` text,
	`smtp_port` integer,
	`smtp_security` text,
	`smtp_login` text,
	`smtp_pinned` text,
	`smtp_plaintext` integer DEFAULT false NOT NULL,
	`receiving` text DEFAULT 'left-out' NOT NULL,
	`sending` text DEFAULT 'left-out' NOT NULL,
	`activity` text DEFAULT 'connecting' NOT NULL,
	`watch_by` text,
	`wait_until` integer,
	`wait_because` text,
	`activity_since` integer NOT NULL,
	`failures` integer DEFAULT 0 NOT NULL,
	`login_refusals` integer DEFAULT 0 NOT NULL,
	`last_sync_at` integer,
	`last_error_at` integer,
	`last_error_trouble` text,
	`last_error_words` text DEFAULT '' NOT NULL,
	`signature` text DEFAULT '' NOT NULL,
	`grouping` text DEFAULT 'smart' NOT NULL,
	`two_way_flags` integer DEFAULT true NOT NULL,
	`sent_copy` text DEFAULT 'auto' NOT NULL,
	`poll_minutes` integer DEFAULT 5 NOT NULL,
	`size_limit_mb` integer DEFAULT 50 NOT NULL,
	`create_contacts` integer DEFAULT true NOT NULL,
	`depth_kind` text DEFAULT 'all' NOT NULL,
	`depth_since` integer,
	`depth_days` integer,
	`connected_at` integer NOT NULL,
	`loaded_at` integer,
	`removed_at` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `mailboxes_by_owner` ON `mailboxes` (`owner_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `mailboxes_address` ON `mailboxes` (`owner_id`,`address`);--> statement-breakpoint
CREATE TABLE `pending` (
	`id` integer PRIMARY KEY NOT NULL,
	`folder_id` integer NOT NULL,
	`uid` integer NOT NULL,
	`size` integer NOT NULL,
	`internal_at` integer NOT NULL,
	`because` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`until` integer,
	`message_id` integer,
	FOREIGN KEY (`folder_id`) REFERENCES `folders`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `pending_uid` ON `pending` (`folder_id`,`uid`);--> statement-breakpoint
CREATE TABLE `addresses` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`name_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `addresses_email_unique` ON `addresses` (`email`);--> statement-breakpoint
CREATE TABLE `attachments` (
	`message_id` integer NOT NULL,
	`n` integer NOT NULL,
	`name` text NOT NULL,
	`mime` text NOT NULL,
	`size` integer NOT NULL,
	`sha256` text NOT NULL,
	`content_id` text,
	`is_inline` integer NOT NULL,
	PRIMARY KEY(`message_id`, `n`),
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `blob_chunks` (
	`blob_id` integer NOT NULL,
	`n` integer NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`blob_id`, `n`),
	FOREIGN KEY (`blob_id`) REFERENCES `blobs`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `blobs` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`sha256` text,
	`size` integer,
	`started_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `blobs_sha256_unique` ON `blobs` (`sha256`);--> statement-breakpoint
CREATE TABLE `message_addresses` (
	`address_id` integer NOT NULL,
	`at` integer NOT NULL,
	`message_id` integer NOT NULL,
	`role` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	PRIMARY KEY(`address_id`, `at`, `message_id`, `role`, `position`),
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `message_addresses_by_message` ON `message_addresses` (`message_id`,`role`,`position`);--> statement-breakpoint
CREATE TABLE `message_bodies` (
	`message_id` integer PRIMARY KEY NOT NULL,
	`text` text NOT NULL,
	`html` blob,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `message_refs` (
	`message_id` integer NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`ref` text NOT NULL,
	PRIMARY KEY(`message_id`, `kind`, `position`),
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `message_refs_by_ref` ON `message_refs` (`ref`,`kind`);--> statement-breakpoint
CREATE TABLE `messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`identity` text NOT NULL,
	`message_id` text NOT NULL,
	`from_name` text NOT NULL,
	`from_email` text NOT NULL,
	`reply_to` text,
	`in_reply_to` text DEFAULT '' NOT NULL,
	`date_as_written` text NOT NULL,
	`at` integer NOT NULL,
	`search_id` integer NOT NULL,
	`subject` text NOT NULL,
	`subject_key` text NOT NULL,
	`has_reply_prefix` integer NOT NULL,
	`snippet` text NOT NULL,
	`language` text NOT NULL,
	`size` integer NOT NULL,
	`has_attachments` integer NOT NULL,
	`has_html` integer NOT NULL,
	`reading` text NOT NULL,
	`trouble_what` text,
	`trouble_line` integer,
	`is_automatic` integer NOT NULL,
	`is_ours_by_id` integer DEFAULT false NOT NULL,
	`shares_id` integer DEFAULT false NOT NULL,
	`auth_results` text DEFAULT '' NOT NULL,
	`thread_topic` text DEFAULT '' NOT NULL,
	`thread_index` text DEFAULT '' NOT NULL,
	`to_count` integer NOT NULL,
	`cc_count` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `messages_identity_unique` ON `messages` (`identity`);--> statement-breakpoint
CREATE UNIQUE INDEX `messages_search_id_unique` ON `messages` (`search_id`);--> statement-breakpoint
CREATE INDEX `messages_by_message_id` ON `messages` (`message_id`);--> statement-breakpoint
CREATE TABLE `pictures_allowed` (
	`user_id` integer NOT NULL,
	`email` text NOT NULL,
	PRIMARY KEY(`user_id`, `email`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `placements` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`message_id` integer NOT NULL,
	`mailbox_id` integer NOT NULL,
	`folder_id` integer NOT NULL,
	`uid_validity` text NOT NULL,
	`uid` integer NOT NULL,
	`internal_at` integer NOT NULL,
	`flags` text NOT NULL,
	`blob_id` integer,
	`gone_at` integer,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`folder_id`) REFERENCES `folders`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`blob_id`) REFERENCES `blobs`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `placements_uid` ON `placements` (`folder_id`,`uid_validity`,`uid`);--> statement-breakpoint
CREATE INDEX `placements_by_message` ON `placements` (`message_id`);--> statement-breakpoint
CREATE INDEX `placements_by_blob` ON `placements` (`blob_id`);--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`type` text NOT NULL,
	`mailbox_id` integer,
	`conversation_id` integer,
	`message_id` integer,
	`contact_id` integer,
	`outbox_id` integer,
	`user_id` integer,
	`caused_by` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `journal` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`tone` text NOT NULL,
	`mailbox_id` integer,
	`message_id` integer,
	`conversation_id` integer,
	`user_id` integer,
	`params` text DEFAULT '{}' NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `journal_by_mailbox` ON `journal` (`mailbox_id`,`id`);--> statement-breakpoint
CREATE INDEX `journal_by_message` ON `journal` (`message_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` integer PRIMARY KEY NOT NULL,
	`outbox_id` integer NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`because` text,
	`server_words` text NOT NULL,
	`duration_ms` integer NOT NULL,
	FOREIGN KEY (`outbox_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `attempts_by_outbox` ON `attempts` (`outbox_id`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` integer PRIMARY KEY NOT NULL,
	`outbox_id` integer NOT NULL,
	`email` text NOT NULL,
	`state` text NOT NULL,
	`server_words` text DEFAULT '' NOT NULL,
	`at` integer,
	FOREIGN KEY (`outbox_id`) REFERENCES `outbox`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `deliveries_by_outbox` ON `deliveries` (`outbox_id`);--> statement-breakpoint
CREATE TABLE `drafts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`user_id` integer NOT NULL,
	`mailbox_id` integer,
	`conversation_id` integer,
	`reply_to` integer,
	`mode` text NOT NULL,
	`to` text NOT NULL,
	`cc` text NOT NULL,
	`bcc` text NOT NULL,
	`subject` text NOT NULL,
	`html` text NOT NULL,
	`after_send` text NOT NULL,
	`revision` integer NOT NULL,
	`saved_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`reply_to`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE set null
) STRICT;
--> statement-breakpoint
CREATE INDEX `drafts_by_user` ON `drafts` (`user_id`,`saved_at`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`mailbox_id` integer,
	`user_id` integer NOT NULL,
	`conversation_id` integer,
	`message_id` integer,
	`reply_to` integer,
	`message_id_header` text NOT NULL,
	`blob_id` integer,
	`from_email` text NOT NULL,
	`from_name` text NOT NULL,
	`to` text NOT NULL,
	`cc` text NOT NULL,
	`bcc` text NOT NULL,
	`subject` text NOT NULL,
	`html` text NOT NULL,
	`text` text NOT NULL,
	`mode` text NOT NULL,
	`after_send` text NOT NULL,
	`priority` integer DEFAULT 0 NOT NULL,
	`state` text NOT NULL,
	`because` text,
	`not_before` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`first_tried_at` integer,
	`claimed_at` integer,
	`handed_over_at` integer,
	`server_words` text DEFAULT '' NOT NULL,
	`copy` text DEFAULT 'pending' NOT NULL,
	`copy_tries` integer DEFAULT 0 NOT NULL,
	`copy_until` integer,
	`created_at` integer NOT NULL,
	`sent_at` integer,
	FOREIGN KEY (`mailbox_id`) REFERENCES `mailboxes`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`message_id`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`reply_to`) REFERENCES `messages`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`blob_id`) REFERENCES `blobs`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_public_id_unique` ON `outbox` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_message_id_header_unique` ON `outbox` (`message_id_header`);--> statement-breakpoint
CREATE INDEX `outbox_next` ON `outbox` (`state`,`not_before`);--> statement-breakpoint
CREATE INDEX `outbox_by_mailbox` ON `outbox` (`mailbox_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `outbox_by_message` ON `outbox` (`message_id`);--> statement-breakpoint
CREATE INDEX `outbox_copy` ON `outbox` (`copy`,`copy_until`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`token_hash` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	`revoked_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_token_hash_unique` ON `api_tokens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`key` text NOT NULL,
	`request_hash` text NOT NULL,
	`outbox_id` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` integer PRIMARY KEY NOT NULL,
	`user_id` integer NOT NULL,
	`token_hash` text NOT NULL,
	`secret_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_hash_unique` ON `sessions` (`token_hash`);--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `sign_in_pauses` (
	`email` text PRIMARY KEY NOT NULL,
	`tries` integer NOT NULL,
	`until` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `users` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`password_hash` text,
	`locale` text DEFAULT 'ru' NOT NULL,
	`theme` text DEFAULT 'system' NOT NULL,
	`density` text DEFAULT 'default' NOT NULL,
	`undo_seconds` integer DEFAULT 10 NOT NULL,
	`dark_letters` integer DEFAULT false NOT NULL,
	`letter_keys` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	`disabled_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);--> statement-breakpoint
-- Folded words by rowid = messages.search_id, which grows with the date: newest first is a walk down the rowids.
-- `scope` holds one token per mailbox (mb12), so that rights are part of the plan.
CREATE VIRTUAL TABLE `search` USING fts5(subject, people, files, text, stems, scope, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2');
