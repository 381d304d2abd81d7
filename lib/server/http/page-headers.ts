// What a browser may do with a page of ours. Scripts are those of our origin, and inline only those that Next writes into
// this one answer: they bear its nonce, which Next takes from the policy in the request's headers (so one that a client
// sends there is replaced), and the layout from x-nonce for its own.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const pageHeaders: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
};

export function givePageHeaders(request: IncomingMessage, response: ServerResponse): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce);
  Object.assign(request.headers, { "content-security-policy": policy, "x-nonce": nonce });
  delete request.headers["content-security-policy-report-only"];
  for (const [name, value] of Object.entries({ ...pageHeaders, "content-security-policy": policy })) response.setHeader(name, value);
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    // The component library sets style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
