// Which names a storage account may have, and checkNameAvailability. The names are one space over all subscriptions.

import { AzureError, invalidParameter } from "../../errors.ts";
import { asObject, textIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";

export function takenMessage(name: string): string {
  return `The storage account named ${name} is already taken.`;
}

function invalidMessage(name: string): string {
  return `${name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.`;
}

function isValid(name: string): boolean {
  return /^[a-z0-9]{3,24}$/.test(name);
}

export function assertValidAccountName(name: string): void {
  if (!isValid(name)) throw new AzureError(400, "AccountNameInvalid", invalidMessage(name));
}

export function checkNameAvailability(request: ArmRequest): ArmAnswer {
  const body = asObject(request.body, "the body");
  const [name, type] = [textIn(body, "name"), textIn(body, "type")];
  if (name === undefined) throw invalidParameter("name", "The required parameter 'name' is missing.");
  if (type?.toLowerCase() !== "microsoft.storage/storageaccounts") {
    throw invalidParameter("type", `The value '${type ?? ""}' of parameter type is invalid: it must be Microsoft.Storage/storageAccounts.`);
  }
  if (!isValid(name)) return answer({ nameAvailable: false, reason: "AccountNameInvalid", message: invalidMessage(name) });
  if (request.accounts.accounts.has(name)) return answer({ nameAvailable: false, reason: "AlreadyExists", message: takenMessage(name) });
  return answer({ nameAvailable: true });
}

function answer(body: object): ArmAnswer {
  return { status: 200, body };
}
