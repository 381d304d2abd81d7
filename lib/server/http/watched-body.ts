/** The same answer. What fails after it began is no answer any more: onFailed is told, and the connection is cut. */
export function watchedBody(response: Response, onFailed: (error: unknown) => void): Response {
  if (!response.body) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          onFailed(error);
          throw error;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is made before it is wanted.
    { highWaterMark: 0 },
  );
  return new Response(body, response);
}
