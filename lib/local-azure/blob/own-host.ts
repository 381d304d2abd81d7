// Whether a URL leads back to this server, by whichever of the loopback's names.

export const loopbackNames = ["127.0.0.1", "localhost", "[::1]"];

export function isOwnHost(url: URL, port: string): boolean {
  return loopbackNames.includes(url.hostname) && url.port === port;
}
