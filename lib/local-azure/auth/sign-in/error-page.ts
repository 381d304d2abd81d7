import type { EntraError } from "../entra-error.ts";
import { describeEntraError } from "../entra-error.ts";
import type { SignInCall } from "../sign-in-call.ts";
import { escapeHtml, sendPage } from "./html.ts";

/** For a person whose application asks for what cannot be: nothing is sent back to it. */
export function sendErrorPage({ res }: SignInCall, error: EntraError): void {
  const { correlation_id, timestamp } = describeEntraError(error);
  sendPage(res, error.status, {
    title: "Sorry, this sign-in cannot go on",
    main: `<p>AADSTS${error.code}: ${escapeHtml(error.message)}</p>
<p class="soft">The application that sent you here has to be changed. ${correlation_id} · ${timestamp}</p>`,
  });
}
