/** How long a wait lasts at most. */
export interface WaitOptions {
  /** Milliseconds after which the wait rejects. @default 10000 */
  timeoutMs?: number;
}

/** Lets tests wait for what they would otherwise poll for. */
export interface Signal {
  /** Says that something may have changed: all waits look again. */
  changed(): void;
  /**
   * Resolves with the first value that `check` gives which isn't undefined; looks at once, and after each change.
   * Rejects with what `check` throws, and after `timeoutMs`, saying what it waited for.
   */
  until<T>(what: string, check: () => T | undefined, options?: WaitOptions): Promise<T>;
}

/** @param parent - is told of each change, too. */
export function createSignal(parent?: Signal): Signal {
  const waits = new Set<() => void>();
  return {
    changed() {
      for (const look of [...waits]) look();
      parent?.changed();
    },
    until(what, check, { timeoutMs = 10_000 } = {}) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waits.delete(look);
          reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}`));
        }, timeoutMs);
        const settle = (run: () => void) => {
          clearTimeout(timer);
          waits.delete(look);
          run();
        };
        const look = () => {
          try {
            const value = check();
            if (value !== undefined) settle(() => resolve(value));
          } catch (error) {
            settle(() => reject(error));
          }
        };
        waits.add(look);
        look();
      });
    },
  };
}
