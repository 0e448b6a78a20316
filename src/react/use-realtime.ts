import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { inputOf, modelKey } from "../binding/inputs";
import { createSessionBinding, IDLE } from "../binding/session-binding";
import type { BindingSnapshot, SessionCalls, SessionInputs, SessionOptions } from "../binding/types";
import { DecartSDKError } from "../errors";

/**
 * Options of {@link useRealtime}: those of `client.realtime.connect`, and what decides whether there is a session. A
 * change of `client`, `model`, `stream` or `enabled` ends the session and begins another; other options count from the
 * next connect on, and functions are called as the latest render has them.
 */
export interface UseRealtimeOptions extends SessionInputs, SessionOptions {}

/** What {@link useRealtime} returns. The functions stay the same over all renders. */
export interface UseRealtimeResult extends BindingSnapshot, SessionCalls {
  /** Connects, where `enabled` is false or the session has ended; one that there is ends first. */
  connect(): void;
  /** Ends the session. It stays ended until `connect()`, or a change of what decides about it. */
  disconnect(): void;
}

/**
 * A live session for as long as the component is mounted: never more than one, and none afterwards. `set`, `setPrompt`
 * and `setImage` wait while it connects, and reject with `DISCONNECTED` where there is none.
 *
 * @example
 * const { remoteStream, setPrompt } = useRealtime({ client, model: "lucy-2.1", stream: camera });
 * return <RealtimeVideo stream={remoteStream} muted />;
 */
export function useRealtime(options: UseRealtimeOptions): UseRealtimeResult {
  const [binding] = useState(createSessionBinding);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const snapshot = useSyncExternalStore(binding.subscribe, binding.getSnapshot, () => IDLE);

  const connect = useCallback(() => {
    const { client, model, stream } = latest.current;
    const input = inputOf(stream, model, client);
    if (input !== undefined) return binding.connect({ client, model, input, options: () => optionsOf(latest.current) });
    binding.fail(new DecartSDKError("INVALID_INPUT", "useRealtime(): there is no `stream` to connect with yet."));
  }, [binding]);

  const { client, model, stream, enabled = true } = options;
  const key = modelKey(model);
  const wanted = enabled && inputOf(stream, model, client) !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the others decide about the session, and are read from `latest`
  useEffect(() => {
    if (wanted) connect();
    return binding.disconnect;
  }, [binding, connect, client, key, stream, wanted]);

  return useMemo(() => {
    const { set, setPrompt, setImage, disconnect } = binding;
    return { ...snapshot, set, setPrompt, setImage, connect, disconnect };
  }, [binding, connect, snapshot]);
}

function optionsOf(options: UseRealtimeOptions): SessionOptions {
  const { client: _, model: __, stream: ___, enabled: ____, ...rest } = options;
  return rest;
}
