import { AzureError, notImplemented } from "../errors.ts";

/** What Resource Graph says of a query it cannot read: the position is the character's, from 1. */
export function invalidQuery(message: string, position?: { at: number; token: string }): AzureError {
  const where = position === undefined ? {} : { line: 1, characterPositionInLine: position.at, token: position.token };
  return new AzureError(400, "BadRequest", "Please provide below info when asking for support: the query and the time.", {
    details: [
      {
        code: "InvalidQuery",
        message:
          "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.",
      },
      { code: "ParserFailure", message, ...where },
    ],
  });
}

/** KQL that exists and is not done here. */
export function refusedKql(what: string): AzureError {
  return notImplemented(`the KQL ${what}`);
}
