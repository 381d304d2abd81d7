// What happened, why, what is safe, what to do: one notice for every failed answer, with the id that finds it in the log.
import { Anchor, Button } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { isApiError } from "#lib/client/api/api-fetch.ts";
import { ERROR_KINDS, isErrorCode } from "#lib/domain/app-error.ts";
import { CopyId } from "./copy-id.tsx";
import classes from "./error-notice.module.css";
import { PageLink } from "./page-link.tsx";

export interface ErrorNoticeProps {
  error: unknown;
  onRetry?: () => void;
  /** Where the error's own title says too little. */
  title?: string;
}

export function ErrorNotice({ error, onRetry, title }: ErrorNoticeProps) {
  const { heading, message, action, operationId, requestId } = describeError(error);
  return (
    <div className={classes.notice} role="alert">
      <IconAlertTriangle size={18} stroke={1.6} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <p className={classes.title}>{title ?? heading}</p>
        <p>{message}</p>
        {action && (
          <p className={classes.quiet}>
            Missing permission: <code>{action}</code>
          </p>
        )}
        {operationId && (
          <p>
            <Anchor component={PageLink} to={{ page: "operation", params: { id: operationId } }} fw={600} size="sm">
              Open that operation
            </Anchor>
          </p>
        )}
        {requestId && (
          <p className={classes.quiet}>
            Request <CopyId value={requestId} label="request id" />
          </p>
        )}
      </div>
      {onRetry && !isRefusal(error) && (
        <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

interface Description {
  heading: string;
  message: string;
  action?: string;
  /** Of the operation that stands in the way. */
  operationId?: string;
  requestId?: string;
}

function describeError(error: unknown): Description {
  if (!isApiError(error)) {
    return {
      heading: "This part of the page failed",
      message: error instanceof Error ? error.message : "No reason was given. Reload the page.",
    };
  }
  const { action, operationId } = error.details ?? {};
  return {
    heading: titleOf(error.code),
    message: error.message,
    ...(typeof action === "string" ? { action } : {}),
    ...(typeof operationId === "string" ? { operationId } : {}),
    requestId: error.requestId,
  };
}

function titleOf(code: string): string {
  if (isErrorCode(code)) return ERROR_KINDS[code].title;
  return OWN_TITLES[code] ?? "The answer cannot be shown";
}

/** Of what is no code of the server's. */
const OWN_TITLES: Record<string, string> = {
  unreachable: "No connection to Snapscope",
  unexplained: "The Snapscope server failed",
  unreadable: "The answer cannot be shown",
};

/** The same question again would be refused again. */
function isRefusal(error: unknown): boolean {
  return isApiError(error) && error.code === "invalid-input";
}
