import { expect } from "vitest";
import { createDecartClient } from "../../src/client";
import { encodePng } from "../../src/emulator/png";
import { createBrowserPlatform } from "../../src/platform/browser";
import { lookCode } from "../support/look-code";
import { codeOf } from "./example";

/**
 * What the app of examples/runtimes does, wherever it runs.
 *
 * @param ask Asks it, where it isn't behind a server.
 */
export async function expectApp(url: string, ask: typeof fetch = fetch) {
  const post = (headers: Record<string, string>) => ask(`${url}/api/realtime-token`, { method: "POST", headers });
  const user = { cookie: "session=1" };
  expect(await (await post(user)).json()).toMatchObject({ apiKey: expect.stringMatching(/^ek_/), expiresIn: 300 });
  expect((await post({})).status).toBe(401);
  expect((await post({ ...user, origin: "https://evil.example" })).status).toBe(403);
  expect((await ask(`${url}/elsewhere`, { headers: user })).status).toBe(404);

  const platformFetch: typeof fetch = (input, init) =>
    ask(input, { ...init, headers: { ...(init?.headers as Record<string, string>), ...user } });
  const platform = { ...createBrowserPlatform(), fetch: platformFetch as never };
  const { process: transform, queue } = createDecartClient({ proxy: `${url}/api/decart`, platform });
  const pixels = encodePng({ width: 320, height: 192, rgba: new Uint8Array(320 * 192 * 4).fill(128) });
  const data = new File([pixels], "grey.png", { type: "image/png" });
  const picture = await transform({ model: "lucy-image-2", prompt: "Anime style", data });
  const code = lookCode("Anime style");
  expect(codeOf(new Uint8Array(await picture.arrayBuffer()))).toBe(code);
  expect(await queue.submitAndPoll({ model: "lucy-2.1", prompt: "A", data })).toMatchObject({ status: "completed" });
  await expect(queue.status("nobody")).rejects.toMatchObject({ data: { status: 404 } });
}
