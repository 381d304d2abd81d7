// What a call needs to be opened, and what a SAS with some letters gives of it.

import { permissionMismatch } from "../../blob-error.ts";

export interface Need {
  /** What the call is on, in the letters of an account SAS: the account, a container, a blob. */
  level: "s" | "c" | "o";
  /** Permission letters of a SAS, any of which opens the call; "" when no SAS does. */
  letters: string;
  /** A container's own SAS opens it too; blobs' SAS open all calls on blobs. */
  isForContainerSas?: boolean;
  /** What a role must allow, under Microsoft.Storage/storageAccounts/blobServices/. */
  action: string;
}

export interface Permission {
  mayOverwrite: boolean;
}

/** granted: the permission letters of the SAS. With "c" alone blobs are created, and none is overwritten. */
export function permissionOf({ letters }: Need, granted: string): Permission {
  const opening = [...letters].filter((letter) => granted.includes(letter));
  if (opening.length === 0) throw permissionMismatch();
  return { mayOverwrite: opening.join("") !== "c" };
}
