import {
  type ComputedRef,
  computed,
  getCurrentInstance,
  type MaybeRefOrGetter,
  onMounted,
  onScopeDispose,
  shallowRef,
  toValue,
  watch,
} from "vue";
import { inputOf, modelKey } from "../binding/inputs";
import { createSessionBinding } from "../binding/session-binding";
import type { BindingSnapshot, SessionCalls, SessionInputs, SessionOptions } from "../binding/types";
import { DecartSDKError } from "../errors";

type Reactive<T> = { [K in keyof T]: MaybeRefOrGetter<T[K]> };

/**
 * Options of {@link useRealtime}: those of `client.realtime.connect`, and what decides whether there is a session; the
 * latter may be refs or getters. A change of `client`, `model`, `stream` or `enabled` ends the session and begins another.
 */
export interface UseRealtimeOptions extends Reactive<SessionInputs>, SessionOptions {}

/** What {@link useRealtime} returns: each fact as a ref. */
export type UseRealtimeResult = SessionCalls & {
  readonly [K in keyof BindingSnapshot]: ComputedRef<BindingSnapshot[K]>;
} & {
  /** Connects, where `enabled` is false or the session has ended; one that there is ends first. */
  connect(): void;
  /** Ends the session. It stays ended until `connect()`, or a change of what decides about it. */
  disconnect(): void;
};

/**
 * A live session for as long as the component, or the effect scope, lives: never more than one, and none afterwards.
 * `set`, `setPrompt` and `setImage` wait while it connects, and reject with `DISCONNECTED` where there is none.
 *
 * @example
 * const { remoteStream, setPrompt } = useRealtime({ client, model: "lucy-2.1", stream: camera });
 */
export function useRealtime(options: UseRealtimeOptions): UseRealtimeResult {
  const { client, model, stream, enabled = true, ...rest } = options;
  const binding = createSessionBinding();
  const snapshot = shallowRef(binding.getSnapshot());
  const unsubscribe = binding.subscribe(() => {
    snapshot.value = binding.getSnapshot();
  });

  const input = () => inputOf(toValue(stream), toValue(model), toValue(client));
  function connect(): void {
    const given = input();
    if (given !== undefined) {
      binding.connect({ client: toValue(client), model: toValue(model), input: given, options: () => rest });
    } else {
      binding.fail(new DecartSDKError("INVALID_INPUT", "useRealtime(): there is no `stream` to connect with yet."));
    }
  }

  const decisive = () => [toValue(client), modelKey(toValue(model)), toValue(stream), toValue(enabled)] as const;
  function follow(): void {
    const begin = () => {
      if (toValue(enabled) && input() !== undefined) connect();
      else binding.disconnect();
    };
    watch(decisive, begin, { immediate: true });
  }
  // On a server components are set up and never mounted: nothing connects there.
  if (getCurrentInstance()) onMounted(follow);
  else follow();
  onScopeDispose(() => {
    unsubscribe();
    binding.disconnect();
  });

  const fact = <K extends keyof BindingSnapshot>(name: K) => computed(() => snapshot.value[name]);
  return {
    state: fact("state"),
    remoteStream: fact("remoteStream"),
    error: fact("error"),
    attempt: fact("attempt"),
    sessionId: fact("sessionId"),
    subscribeToken: fact("subscribeToken"),
    generationSeconds: fact("generationSeconds"),
    quality: fact("quality"),
    connectionQuality: fact("connectionQuality"),
    session: fact("session"),
    set: binding.set,
    setPrompt: binding.setPrompt,
    setImage: binding.setImage,
    connect,
    disconnect: binding.disconnect,
  };
}
