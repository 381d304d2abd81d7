// Lists of Resource Manager, row by row as they were sent: the SDK's own pagers convert a whole page at once, so one row that
// is odd costs the list, and follow whatever next link there is. Sent through the SDK's pipeline all the same.
import type { CallContext } from "#lib/services/ports/call-context.ts";
import { sendArm } from "./arm-client.ts";
import type { AzureConnection } from "./connection.ts";
import { followPages } from "./follow-pages.ts";
import { listIn, parseObject, requestIdOf } from "./unreadable.ts";

/** path: with its api-version. Rows may be anything, null too. */
export async function readArmList(connection: AzureConnection, path: string, context: CallContext): Promise<unknown[]> {
  const version = new URL(path, connection.armEndpoint).searchParams.get("api-version") ?? "";
  const rows: unknown[] = [];
  const read = async (link: string) => {
    const response = await sendArm(connection, { method: "GET", path: withVersion(link, version) }, context);
    const { nextLink, ...body } = parseObject(response);
    return { rows: listIn(body, "value", response), nextLink, requestId: requestIdOf(response) };
  };
  for await (const page of followPages({ first: path, read, signal: context.signal })) for (const row of page.rows) rows.push(row);
  return rows;
}

/** Some next links come without one. */
function withVersion(link: string, version: string): string {
  return /[?&]api-version=/i.test(link) ? link : `${link}${link.includes("?") ? "&" : "?"}api-version=${version}`;
}
