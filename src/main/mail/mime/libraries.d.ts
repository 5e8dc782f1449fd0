// The libraries under mailparser that come without types: only what is used here.
declare module 'libmime' {
  const libmime: {
    /** The usual name of a charset that mailers write in many ways; an unknown one comes back in capitals. */
    normalizeCharset(name: string): string
    /** The usual ending of a media type, "bin" for one that is not known. */
    detectExtension(type: string): string
  }
  export default libmime
}

declare module 'libbase64' {
  const libbase64: { decode(text: string): Buffer }
  export default libbase64
}

declare module 'libqp' {
  const libqp: { decode(text: string): Buffer }
  export default libqp
}
