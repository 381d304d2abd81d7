// GET or POST …/logout: there is no session to end, so the browser only goes back, or reads that it may leave.

import { readBody } from "../../server/http.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { sendPage } from "./html.ts";
import { parseLoopbackUrl } from "./loopback-url.ts";
import { redirect, replyUrl } from "./reply.ts";

export async function answerLogout(call: SignInCall): Promise<void> {
  const { req, res, url } = call;
  const params = req.method === "POST" ? new URLSearchParams((await readBody(req)).toString("utf8")) : url.searchParams;
  const redirectUri = parseLoopbackUrl(params.get("post_logout_redirect_uri") ?? "");
  if (redirectUri === undefined) {
    return sendPage(res, 200, { title: "You signed out", main: "<p>You may close this window.</p>" });
  }
  const state = params.get("state");
  redirect(res, state === null ? redirectUri.href : replyUrl({ redirectUri, mode: "query", state }, {}));
}
