/** Acts by hand can be taken back for so many days. */
export const UNDO_DAYS = 30
