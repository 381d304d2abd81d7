// Whether a URL leads back to this server, by whichever of the loopback's names.

const names = ["127.0.0.1", "localhost", "[::1]"];

export function isOwnHost(url: URL, port: string): boolean {
  return names.includes(url.hostname) && url.port === port;
}
