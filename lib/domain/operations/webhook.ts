// What a webhook is told of an operation that has ended, in the shape of who listens.

export const WEBHOOK_SHAPES = ["json", "slack", "teams"] as const;
export type WebhookShape = (typeof WEBHOOK_SHAPES)[number];

export const WEBHOOK_EVENTS = ["operation.succeeded", "operation.failed", "operation.cancelled"] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface Webhook {
  /** Of its own; what it is called in lists and logs, where its address never stands. */
  name: string;
  url: string;
  shape: WebhookShape;
  events: readonly WebhookEvent[];
  /** Signs what is sent; absent: nothing is signed. */
  secret?: string | undefined;
  /** It may lie in a private network, or on this machine. */
  allowPrivate: boolean;
}

/** As it was when the operation ended. */
export interface WebhookNote {
  /** The same at each sending: who hears it twice knows it by this. */
  id: string;
  event: WebhookEvent;
  /** ISO 8601. */
  at: string;
  operation: { id: string; kind: string; title: string; requestedBy: string; resultId?: string; error?: string };
}

export function webhookBody(shape: WebhookShape, note: WebhookNote): string {
  switch (shape) {
    case "json":
      return JSON.stringify(note);
    case "slack":
      return JSON.stringify({ text: slackText(sentenceOf(note)) });
    case "teams":
      return JSON.stringify(teamsCard(note));
  }
}

function sentenceOf({ event, operation }: WebhookNote): string {
  const end = event.slice("operation.".length);
  return `${operation.title}: ${end}${operation.error ? `. ${operation.error}` : ""} (asked for by ${operation.requestedBy})`;
}

/** Names are anybody's: what Slack would read as a link or a call to all is none (docs.slack.dev, "Formatting message text"). */
function slackText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function teamsCard(note: WebhookNote) {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [{ type: "RichTextBlock", inlines: [{ type: "TextRun", text: sentenceOf(note) }] }],
  };
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content }] };
}

const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 3_600_000;
/** So long it is tried. */
export const GIVE_UP_MS = 86_400_000;

/** 5, 10, 20 … seconds, an hour at most. */
export function webhookWaitMs(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));
}
