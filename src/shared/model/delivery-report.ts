/** Only `failed` means that a recipient did not get the letter. */
export type ReportAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
