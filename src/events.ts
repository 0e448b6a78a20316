/** How many events of one name are kept until its first listener is added. */
const KEPT = 200;

type Listener<T> = (data: T) => void;

/** The listening side of an emitter; `Events` maps each event name to what its listeners get. */
export interface Listenable<Events> {
  /** Adds a listener; returns a function that removes it. The first one also gets what was kept before it came. */
  on<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void;
  /** As `on`, for a single event. */
  once<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void;
  /** Removes a listener; one that was never added is ignored. */
  off<K extends keyof Events>(event: K, listener: Listener<Events[K]>): void;
}

/** A typed emitter that keeps events until somebody listens and isolates listeners from one another. */
export interface Emitter<Events> extends Listenable<Events> {
  emit<K extends keyof Events>(event: K, data: Events[K]): void;
  /** How many listen to an event now. */
  listenerCount(event: keyof Events): number;
  /** Drops what is kept, and keeps nothing from now on. */
  drain(): void;
}

interface Entry {
  listener: Listener<never>;
  once: boolean;
  removed?: boolean;
}

/**
 * Written here rather than taken from a library: what is needed is isolation and keeping, which would be a wrapper
 * around every call of one.
 *
 * @param onListenerError Gets what a listener throws: the other listeners are called all the same.
 */
export function createEmitter<Events>(onListenerError: (error: unknown) => void): Emitter<Events> {
  const listeners = new Map<PropertyKey, Entry[]>();
  const kept = new Map<PropertyKey, unknown[]>();
  let keeping = true;

  const remove = (event: PropertyKey, matches: (entry: Entry) => boolean) => {
    const entries = listeners.get(event) ?? [];
    const found = entries.find(matches);
    if (!found) return;
    // A delivery in progress goes on over the old array: it must not call what is removed meanwhile.
    found.removed = true;
    listeners.set(
      event,
      entries.filter((entry) => entry !== found),
    );
  };
  const deliver = (event: PropertyKey, data: unknown) => {
    for (const entry of listeners.get(event) ?? []) {
      if (entry.removed) continue;
      if (entry.once) remove(event, (other) => other === entry);
      try {
        entry.listener(data as never);
      } catch (error) {
        onListenerError(error);
      }
    }
  };
  const add = (event: PropertyKey, listener: Listener<never>, once: boolean) => {
    const entry: Entry = { listener, once };
    const first = !listeners.has(event);
    listeners.set(event, [...(listeners.get(event) ?? []), entry]);
    // Not in this call: the caller doesn't have the unsubscribe function yet.
    if (first && kept.has(event)) {
      queueMicrotask(() => {
        // One at a time: what a listener emits, or drains, meanwhile counts.
        for (let waiting = kept.get(event); waiting; waiting = kept.get(event)) {
          const [data, ...rest] = waiting;
          if (rest.length > 0) kept.set(event, rest);
          else kept.delete(event);
          deliver(event, data);
        }
      });
    }
    return () => remove(event, (other) => other === entry);
  };

  return {
    on: (event, listener) => add(event, listener, false),
    once: (event, listener) => add(event, listener, true),
    off: (event, listener) => remove(event, (entry) => entry.listener === listener),
    emit(event, data) {
      const waiting = kept.get(event);
      // What came before the first listener is delivered before what comes after it.
      if (waiting || (keeping && !listeners.has(event))) kept.set(event, [...(waiting ?? []), data].slice(-KEPT));
      else deliver(event, data);
    },
    listenerCount: (event) => listeners.get(event)?.length ?? 0,
    drain() {
      keeping = false;
      kept.clear();
    },
  };
}
