// The action a call to the money side needs. A query is a read though it is posted.

export function costActionOf(method: string | undefined, { pathname }: URL): string {
  const [, provider = "", operation = "", , verb] =
    /\/providers\/(Microsoft\.(?:CostManagement|Consumption))\/([^/]+)(\/[^/]+)?(?:\/([^/]+))?/i.exec(pathname) ?? [];
  const type = `${provider}/${operation}`;
  if (/^(query|costDetailsOperationResults|usageDetails)$/i.test(operation) || method === "GET" || method === "HEAD") return `${type}/read`;
  if (verb !== undefined) return `${type}/${verb}/action`;
  if (method === "DELETE") return `${type}/delete`;
  return method === "POST" ? `${type}/action` : `${type}/write`;
}
