// The only places a browser is sent back to, and the only origins whose scripts may read tokens: this machine.

const hosts = ["localhost", "127.0.0.1", "[::1]"];

/** undefined: not an http(s) URL of this machine, or one that different parsers may read differently. */
export function parseLoopbackUrl(text: string): URL | undefined {
  if (/[\s\\\p{Cc}]/u.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isPlain = url.username === "" && url.password === "" && !text.includes("#");
  return isPlain && ["http:", "https:"].includes(url.protocol) && hosts.includes(url.hostname) ? url : undefined;
}

export function isLoopbackOrigin(origin: string): boolean {
  return parseLoopbackUrl(origin)?.origin === origin;
}
