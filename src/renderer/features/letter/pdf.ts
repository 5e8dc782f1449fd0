import type { PDFDocumentProxy } from 'pdfjs-dist'
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url'

/** Opens a PDF from a signed address. pdf.js and its worker load with the first PDF, never before. */
export async function openPdf(url: string): Promise<PDFDocumentProxy> {
  const { getDocument, GlobalWorkerOptions } = await import('pdfjs-dist')
  GlobalWorkerOptions.workerSrc = workerAddress
  // No scripts, no forms, no fonts from outside: only drawing.
  return getDocument({
    url,
    isEvalSupported: false,
    enableXfa: false,
    disableAutoFetch: true,
    useSystemFonts: true,
    verbosity: 0,
  }).promise
}

/** Draws one page; `width` is in CSS pixels. Resolves with its height in CSS pixels. */
export async function drawPage(
  pdf: PDFDocumentProxy,
  n: number,
  canvas: HTMLCanvasElement,
  width: number,
): Promise<void> {
  const page = await pdf.getPage(n)
  const natural = page.getViewport({ scale: 1 })
  const density = Math.min(devicePixelRatio || 1, 2)
  const viewport = page.getViewport({ scale: (width / natural.width) * density })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  await page.render({ canvas, viewport }).promise
}
