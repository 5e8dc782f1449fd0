import { client } from '../../lib/client.ts'

/** Saves a file of a letter through its signed address; the browser asks where to, or puts it among its downloads. */
export async function downloadFile(messageId: number, n: number): Promise<void> {
  const { url } = await client.messages.attachment({ id: messageId, n, as: 'download' })
  follow(url)
}

/** The exact bytes that were received. */
export const downloadSource = (messageId: number): void => follow(`/api/v1/messages/${messageId}/source`)

function follow(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}
