import { z } from 'zod'

// One brand per noun: a ContactId does not compile where a ConversationId is wanted.
const id = z.number().int().positive()

export const UserId = id.brand<'User'>()
export type UserId = z.infer<typeof UserId>
export const MailboxId = id.brand<'Mailbox'>()
export type MailboxId = z.infer<typeof MailboxId>
export const FolderId = id.brand<'Folder'>()
export type FolderId = z.infer<typeof FolderId>
export const MessageId = id.brand<'Message'>()
export type MessageId = z.infer<typeof MessageId>
export const PlacementId = id.brand<'Placement'>()
export type PlacementId = z.infer<typeof PlacementId>
export const ConversationId = id.brand<'Conversation'>()
export type ConversationId = z.infer<typeof ConversationId>
export const ContactId = id.brand<'Contact'>()
export type ContactId = z.infer<typeof ContactId>
export const CompanyId = id.brand<'Company'>()
export type CompanyId = z.infer<typeof CompanyId>
export const CardActId = id.brand<'CardAct'>()
export type CardActId = z.infer<typeof CardActId>
export const AddressId = id.brand<'Address'>()
export type AddressId = z.infer<typeof AddressId>
export const DraftId = id.brand<'Draft'>()
export type DraftId = z.infer<typeof DraftId>
export const DraftFileId = id.brand<'DraftFile'>()
export type DraftFileId = z.infer<typeof DraftFileId>
export const OutboxId = id.brand<'OutboxItem'>()
export type OutboxId = z.infer<typeof OutboxId>
export const BlobId = id.brand<'Blob'>()
export type BlobId = z.infer<typeof BlobId>

/** UTC milliseconds since 1970. */
export const Time = z.number().int()
export type Time = number
