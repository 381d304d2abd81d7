// The answer of the sign-in page to the application: by the browser, to the redirect_uri, in one of OAuth's response modes.

import { newGuid } from "../../ids.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { uncached } from "../sign-in-call.ts";
import { escapeHtml, sendPage } from "./html.ts";

export const responseModes = ["query", "fragment", "form_post"] as const;
export type ResponseMode = (typeof responseModes)[number];

export interface ReplyTo {
  /** Checked to be of this machine. */
  redirectUri: URL;
  mode: ResponseMode;
  state: string | null;
}

export type ReplyValues = Record<string, string | undefined>;

const submit = "document.forms[0].submit()";

export function sendReply({ res }: SignInCall, replyTo: ReplyTo, values: ReplyValues): void {
  const { mode } = replyTo;
  if (mode === "form_post") sendForm(res, replyTo, values);
  else redirect(res, replyUrl(replyTo, values));
}

function sendForm(res: SignInCall["res"], replyTo: ReplyTo, values: ReplyValues): void {
  const { redirectUri } = replyTo;
  const inputs = definedOf(replyTo, values).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  sendPage(res, 200, {
    title: "Signing in",
    main: `<form method="post" action="${escapeHtml(redirectUri.href)}">${inputs.join("")}<p>Back to ${escapeHtml(redirectUri.host)}.</p><button>Continue</button></form>`,
    script: submit,
  });
}

/** In the query or the fragment; a space is %20, which every reader understands. */
export function replyUrl(replyTo: ReplyTo, values: ReplyValues): string {
  const { href } = replyTo.redirectUri;
  const text = new URLSearchParams(definedOf(replyTo, values)).toString().replaceAll("+", "%20");
  if (replyTo.mode === "fragment") return `${href}#${text}`;
  return `${href}${href.includes("?") ? "&" : "?"}${text}`;
}

export function redirect(res: SignInCall["res"], location: string): void {
  res.writeHead(302, {
    Location: location,
    ...uncached,
    "Referrer-Policy": "no-referrer",
    "x-ms-request-id": newGuid(),
    "Content-Length": 0,
  });
  res.end();
}

function definedOf({ state }: ReplyTo, values: ReplyValues): [string, string][] {
  return Object.entries({ ...values, state: state ?? undefined }).filter((pair): pair is [string, string] => pair[1] !== undefined);
}
