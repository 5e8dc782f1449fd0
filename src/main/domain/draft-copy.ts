const DRAFT_ID = /^golub-draft\.[0-9a-f]{32}\.\d+@/

/** The id of a draft's copy on the server (without brackets): another one for each revision. */
export const draftMessageId = (publicId: string, revision: number, domain: string): string =>
  `golub-draft.${publicId}.${revision}@${domain}`

/** A copy of a draft of ours that the sync meets in the Drafts folder: it is no letter. */
export const isDraftCopy = (messageId: string): boolean => DRAFT_ID.test(messageId)
