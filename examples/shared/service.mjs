// What the examples run against: the real service where there is a key, otherwise the emulator.

/**
 * @typedef {object} Service
 * @property {string} apiKey
 * @property {string | undefined} baseUrl Undefined for the real service: the SDK knows where that is.
 * @property {string | undefined} realtimeBaseUrl
 * @property {() => Promise<void>} close
 */

/**
 * @param {import("@decartai/sdk/emulator").EmulatorOptions} [options] of the emulator
 * @returns {Promise<Service>}
 */
export async function startService(options) {
  const { DECART_API_KEY: apiKey, DECART_BASE_URL: baseUrl, DECART_REALTIME_BASE_URL: realtimeBaseUrl } = process.env;
  if (apiKey) return { apiKey, baseUrl, realtimeBaseUrl, close: async () => {} };
  // Loaded here, so that nobody with a key needs the emulator's packages.
  const { startEmulator } = await import("@decartai/sdk/emulator");
  const emulator = await startEmulator(options);
  console.error("No DECART_API_KEY: this runs against the emulator.");
  return { apiKey: emulator.apiKey, baseUrl: emulator.httpUrl, realtimeBaseUrl: emulator.url, close: emulator.close };
}

/**
 * The service as the environment names it, for code that is made for that.
 * @param {Service} service
 */
export const envOf = ({ apiKey, baseUrl }) => ({ DECART_API_KEY: apiKey, DECART_BASE_URL: baseUrl });

/**
 * Ends the process properly on Ctrl-C, or when whoever started it asks for that.
 * @param {() => Promise<void>} close
 */
export function endWith(close) {
  const end = () => void close().finally(() => process.exit(0));
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}
