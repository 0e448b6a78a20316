// What an app of 0.0.46 may be told, by that version and by this one.
import { createDecartClient, type DecartSDKError, models } from "@decartai/sdk";

/** What can be seen of something thrown. */
function seen(thrown: unknown) {
  const { code, message } = thrown as Partial<DecartSDKError>;
  return { isError: thrown instanceof Error, code: code ?? null, message: message ?? null };
}

async function failure(attempt: () => unknown) {
  try {
    await attempt();
    return null;
  } catch (thrown) {
    return seen(thrown);
  }
}

const baseUrl = "https://api.decart.ai";
const unchecked = (value: unknown) => value as never;

/** Everything that goes wrong on purpose: `refuse` makes the service send an error to the live session. */
export async function failures(camera: MediaStream, refuse: () => void) {
  const client = createDecartClient({ apiKey: "a-key", baseUrl });
  const stranger = createDecartClient({ apiKey: "another-key", baseUrl });
  const model = models.realtime("lucy_2_rt");
  const options = { model, onRemoteStream: () => {} };
  const session = await client.realtime.connect(camera, options);
  const told = new Promise<ReturnType<typeof seen>>((resolve) => {
    session.on("error", (error) => resolve(seen(error)));
  });
  const results = {
    noKey: await failure(() => createDecartClient(unchecked({ apiKey: "" }))),
    noModel: await failure(() => models.realtime(unchecked("nothing"))),
    wrongKey: await failure(() => stranger.realtime.connect(camera, options)),
    wrongKeyOfToken: await failure(() => stranger.tokens.create()),
    noOptions: await failure(() => client.realtime.connect(camera, unchecked({ model }))),
    emptySet: await failure(() => session.set({})),
    refusedPrompt: await failure(() => session.setPrompt("forbidden")),
  };
  refuse();
  const event = await told;
  session.disconnect();
  return { ...results, event, ended: await failure(() => session.setPrompt("too late")) };
}
