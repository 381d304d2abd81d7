// The sign-in page: who there is, with what roles, one link each.

import type { SignInCall } from "../sign-in-call.ts";
import type { Asker } from "./authorize-request.ts";
import { cancelled, choiceParameter } from "./choice.ts";
import { escapeHtml, sendPage } from "./html.ts";

export interface PersonaPageInput {
  params: URLSearchParams;
  asker: Asker;
  loginHint: string | undefined;
}

export function sendPersonaPage(call: SignInCall, { params, asker, loginHint }: PersonaPageInput): void {
  const { personas } = call.identities;
  const link = (choice: string) => escapeHtml(choiceUrl(call, params, choice));
  const rows = personas.map(
    ({ name, userPrincipalName, roles }) =>
      `<li><a class="persona" href="${link(userPrincipalName)}"><strong>Continue as ${escapeHtml(name)}</strong> <span>${escapeHtml(userPrincipalName)}</span> <span>${escapeHtml(roles.join(", "))}</span></a></li>`,
  );
  const isUnknown = loginHint !== undefined && !personas.some((one) => one.userPrincipalName === loginHint.toLowerCase());
  sendPage(call.res, 200, {
    title: "Choose who you are",
    main: `<p>An application at <strong>${escapeHtml(asker.replyTo.redirectUri.host)}</strong> asks you to sign in.</p>
${isUnknown ? `<p role="status">There is no ${escapeHtml(loginHint)} here.</p>` : ""}
<ul>${rows.join("\n")}</ul>
<p class="soft">These people are for trying things out. They have no passwords, and exist in this Local Azure only.</p>
<p><a href="${link(cancelled)}">Cancel</a></p>`,
  });
}

/** The same request, with the answer. */
function choiceUrl({ url }: SignInCall, params: URLSearchParams, choice: string): string {
  const query = new URLSearchParams(params);
  query.set(choiceParameter, choice);
  return `${url.pathname}?${query}`;
}
