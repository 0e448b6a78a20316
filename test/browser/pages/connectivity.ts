import { type ConnectivityOptions, createDecartClient } from "@decartai/sdk";
import { plain, type Service } from "./session";

/** Checks, and gives what came of it as JSON can carry it. */
export async function check({ apiKey, url, httpUrl }: Service, options: ConnectivityOptions) {
  const client = createDecartClient({ apiKey, realtimeBaseUrl: url, baseUrl: httpUrl, telemetry: false });
  const result = await client.realtime.checkConnectivity(options);
  const { error } = result.socket;
  return { ...result, socket: { ...result.socket, error: error && plain(error) } };
}
