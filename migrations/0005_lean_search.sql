-- The beginning of a word is asked for as the words that it begins; the index of all beginnings of two letters cost an import an
-- eighth of its time. What an older file holds of it is never read again.
PRAGMA writable_schema = ON;--> statement-breakpoint
UPDATE sqlite_schema SET sql = replace(sql, ', prefix=''2''', '') WHERE name = 'search';--> statement-breakpoint
PRAGMA writable_schema = RESET;--> statement-breakpoint
-- Joined more rarely while letters stream in, since after a first import all of it is joined.
INSERT INTO `search` (`search`, `rank`) VALUES ('automerge', 16);--> statement-breakpoint
-- By itself FTS5 joins as many as that at once, however long it takes; a few at a time are joined from there on.
INSERT INTO `search` (`search`, `rank`) VALUES ('crisismerge', 64);
