import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../../shared/api/contract.ts'

let page: Promise<object> | null = null

/** The description of REST for programs, made once from the contract; the routes of raw bytes are added by hand. */
export function openApi(): Promise<object> {
  page ??= describe()
  return page
}

async function describe(): Promise<object> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const made = await generator.generate(contract, {
    info: {
      title: 'Golub',
      version: '1',
      description: 'Letters, conversations, contacts and sending of this office. Times are UTC milliseconds.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Made by `golub token add --user EMAIL`.' },
      },
    },
    // Only what has a route is REST; the rest of the contract lives on the socket.
    filter: ({ contract: procedure }) => procedure['~orpc'].route.path !== undefined,
  })
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }
  const send = made.paths?.['/messages']?.post
  if (send)
    send.parameters = [
      ...(send.parameters ?? []),
      {
        name: 'Idempotency-Key',
        in: 'header',
        schema: { type: 'string' },
        description: 'The same key with the same body gives the first answer again.',
      },
    ]
  return {
    ...made,
    paths: {
      ...made.paths,
      '/messages/{id}/source': {
        get: {
          operationId: 'messages.source',
          summary: 'The exact bytes received',
          parameters: [
            id,
            {
              name: 'placement',
              in: 'query',
              schema: { type: 'integer' },
              description: 'Which copy; without it the first that is here.',
            },
          ],
          responses: {
            200: bytes('message/rfc822'),
            404: { description: 'No such letter, or its source is not here yet' },
          },
        },
      },
      '/messages/{id}/attachments/{n}': {
        get: {
          operationId: 'messages.attachment.bytes',
          summary: 'One attachment, decoded',
          parameters: [id, { name: 'n', in: 'path', required: true, schema: { type: 'integer' } }],
          responses: { 200: bytes('application/octet-stream'), 404: { description: 'No such attachment' } },
        },
      },
    },
  }
}

function bytes(type: string) {
  return { description: 'The bytes', content: { [type]: { schema: { type: 'string', format: 'binary' } } } }
}
