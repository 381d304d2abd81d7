// The plain pages of sign-in: no script but the one named by its hash, no assets, nothing from elsewhere, in no frame.

import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { uncached } from "../sign-in-call.ts";
import { pageStyle } from "./page-style.ts";

export interface Page {
  title: string;
  /** HTML. */
  main: string;
  /** Runs when the page is there. */
  script?: string;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function sendPage(res: ServerResponse, status: number, { title, main, script }: Page): void {
  const content = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Local Azure</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<p class="where">Local Azure</p>
<h1>${escapeHtml(title)}</h1>
${main}
</main>
${script === undefined ? "" : `<script>${script}</script>`}
</body>
</html>
`;
  res.writeHead(status, { ...pageHeaders(script), "Content-Length": Buffer.byteLength(content) });
  res.end(content);
}

function pageHeaders(script: string | undefined): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(pageStyle)}'`,
    // A page with a script posts the answer to the application, which may redirect where it likes.
    ...(script === undefined ? ["form-action 'none'"] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": policy.join("; "),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...uncached,
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
