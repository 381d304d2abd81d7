// Who may ask at all. Loopback is no wall: any page in the browser can send requests to it, and a name that is made
// to resolve to 127.0.0.1 (DNS rebinding) makes them same-origin. So the Host must be one we serve, and a request
// that a browser says comes from another site is refused, reads included: a diff grants access in Azure.
import { AppError } from "#lib/domain/app-error.ts";

export function isAllowedHost(host: string | null | undefined, allowedHosts: readonly string[]): boolean {
  return typeof host === "string" && allowedHosts.includes(host.toLowerCase());
}

export function assertAllowedHost(host: string | null | undefined, allowedHosts: readonly string[]): void {
  if (isAllowedHost(host, allowedHosts)) return;
  throw new AppError(
    "host-not-allowed",
    `This server does not answer to the host name ${JSON.stringify(host ?? "")}. SNAPSCOPE_ALLOWED_HOSTS can add it.`,
    {
      details: { field: "Host", given: host ?? "", allowed: [...allowedHosts] },
    },
  );
}

/** Non-browsers send neither header and pass; a browser cannot leave them out. */
export function assertSameSite(request: Request, allowedHosts: readonly string[]): void {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const isWrite = request.method !== "GET" && request.method !== "HEAD";
  if (site !== null && site !== "same-origin" && site !== "none") refuse("Sec-Fetch-Site", site, ["same-origin", "none"]);
  if (isWrite && site === "none") refuse("Sec-Fetch-Site", site, ["same-origin"]);
  if (origin !== null && !isOwnOrigin(origin, allowedHosts))
    refuse(
      "Origin",
      origin,
      allowedHosts.map((host) => `http://${host}`),
    );
}

function isOwnOrigin(origin: string, allowedHosts: readonly string[]): boolean {
  const match = /^https?:\/\/(.+)$/.exec(origin);
  return isAllowedHost(match?.[1], allowedHosts);
}

function refuse(field: string, given: string, allowed: string[]): never {
  throw new AppError("cross-site-write", "This request comes from another site and was refused.", { details: { field, given, allowed } });
}
