-- Words are folded before they come to the search index, so tokens cut at blanks are the same ones for half of the work. The
-- index itself stays as it is: its text is changed, not its content.
PRAGMA writable_schema = ON;--> statement-breakpoint
UPDATE sqlite_schema SET sql = replace(sql, 'unicode61 remove_diacritics 0', 'ascii') WHERE name = 'search';--> statement-breakpoint
PRAGMA writable_schema = RESET;
