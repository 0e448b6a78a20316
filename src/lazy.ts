import { DecartSDKError } from "./errors";

/**
 * A part of the SDK in a file of its own (in the builds that have several), loaded with the first call and kept. One
 * that can't be loaded is asked for again by the next call.
 */
export function lazy<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load().catch((cause) => {
      loaded = undefined;
      throw new DecartSDKError(
        "LOAD_ERROR",
        "A part of the SDK could not be loaded. Check the network, and that the files of your build are still served.",
        { cause, retryable: true },
      );
    });
    return loaded;
  };
}
