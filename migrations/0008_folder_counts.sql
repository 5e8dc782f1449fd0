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
