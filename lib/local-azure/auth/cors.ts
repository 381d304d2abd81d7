// Scripts of pages on this machine may ask for tokens (msal-browser does); scripts from elsewhere may not read an answer.

import type { IncomingMessage, ServerResponse } from "node:http";
import { isLoopbackOrigin } from "./sign-in/loopback-url.ts";

/** true: it was a preflight, and is answered. */
export function answerCors(req: IncomingMessage, res: ServerResponse): boolean {
  const { origin } = req.headers;
  res.setHeader("Vary", "Origin");
  const isAllowed = origin !== undefined && isLoopbackOrigin(origin);
  if (isAllowed) res.setHeader("Access-Control-Allow-Origin", origin);
  if (req.method !== "OPTIONS") return false;
  if (isAllowed) {
    res.setHeader("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
    res.setHeader("Access-Control-Allow-Headers", req.headers["access-control-request-headers"] ?? "content-type");
    res.setHeader("Access-Control-Max-Age", "600");
  }
  res.writeHead(isAllowed ? 204 : 403).end();
  return true;
}
