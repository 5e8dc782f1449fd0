-- What came back stands with what was not sent, until its author has dealt with it.
UPDATE `outbox` SET `state` = 'failed', `because` = (
	SELECT r.`because` FROM `delivery_reports` r JOIN `deliveries` d ON d.`outbox_id` = r.`outbox_id` AND d.`email` = r.`email` AND d.`state` = 'returned'
	WHERE r.`outbox_id` = `outbox`.`id` AND r.`action` = 'failed' ORDER BY r.`id` DESC LIMIT 1
) WHERE `state` = 'sent' AND `id` IN (SELECT `outbox_id` FROM `delivery_reports` WHERE `action` = 'failed')
	AND EXISTS (SELECT 1 FROM `deliveries` d WHERE d.`outbox_id` = `outbox`.`id` AND d.`state` = 'returned');--> statement-breakpoint
UPDATE `outbox` SET `sent_at` = `created_at` WHERE `state` = 'sent' AND `sent_at` IS NULL;--> statement-breakpoint
CREATE INDEX `outbox_sent` ON `outbox` (`sent_at`,`id`) WHERE state = 'sent';--> statement-breakpoint
CREATE INDEX `outbox_unsettled` ON `outbox` (`message_id`,`state`,`because`) WHERE state IN ('queued', 'sending', 'deferred', 'failed', 'uncertain');
