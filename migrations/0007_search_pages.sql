-- Fewer, larger leaves and rarer merges: the index of a letter costs half as much to write.
INSERT INTO `search` (`search`, `rank`) VALUES ('pgsz', 8000);--> statement-breakpoint
INSERT INTO `search` (`search`, `rank`) VALUES ('automerge', 8);
