import { read } from "./images";

/** Answers each order on the port that came with it. */
globalThis.onmessage = async ({ data, ports }: MessageEvent<Parameters<typeof read>>) => {
  ports[0]?.postMessage(await read(...data));
};
