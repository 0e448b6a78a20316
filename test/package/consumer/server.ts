// A server's code, type-checked without the DOM library: the package's declarations bring what they speak of.
import { createDecartClient, isDecartSDKError } from "@decartai/sdk";
import { createProxyHandler, createTokenHandler, type Handler, toExpress, toNextApp } from "@decartai/sdk/server";

export async function mint(apiKey: string): Promise<string> {
  try {
    const token = await createDecartClient({ apiKey }).tokens.create({ expiresIn: 300, allowedModels: ["lucy-2.1"] });
    return token.apiKey;
  } catch (error) {
    return isDecartSDKError(error) ? error.code : "unknown";
  }
}

export const tokens: Handler = createTokenHandler({
  apiKey: undefined,
  authorize: async (request) => request.headers.get("cookie") !== null,
  token: (request) => ({ expiresIn: 300, metadata: { page: request.url } }),
});

export const { GET, POST } = toNextApp(createProxyHandler({ authorize: "public", basePath: "/api/decart" }));

export const middleware = toExpress(tokens);

export async function transform(apiKey: string, film: Blob): Promise<ReadableStream<Uint8Array> | string> {
  const { queue } = createDecartClient({ apiKey });
  const done = await queue.submitAndPoll({
    model: "lucy-restyle-2",
    data: film,
    reference_image: new URL("https://example.com/style.jpg"),
    responseType: "stream",
    onStatusChange: ({ job_id, status }) => console.log(job_id, status),
  });
  return done.status === "completed" ? done.data : done.error;
}
