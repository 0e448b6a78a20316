import type { Scenarios, TestPage } from "../../test/browser/support/driver";
import { lookCode } from "../../test/support/look-code";
import type { ConnectInput, Way } from "../pages/clients";
import { onPage, type Place } from "../world";

type Page = typeof import("../pages/clients");

/** The model's size and rate. */
export const SIZE = { width: 1088, height: 624, fps: 20 };

/** A page with both clients, its camera open. */
export interface Clients<P = Page> {
  page: TestPage;
  run: Scenarios<P>;
  /** Connects; a new prompt each time, so that no frame of the run before can be taken for one of this. */
  connect(way: Way, more?: Partial<ConnectInput>): ReturnType<Scenarios<Page>["connect"]>;
  /** Ends the session, and waits until the service has nothing left of it. */
  settle(): Promise<void>;
}

/** Opens that page for as long as something is measured on it. */
export function withClients<P extends Page, T>(
  { emulator, page: open }: Place,
  size: { width: number; height: number; fps: number },
  measure: (clients: Clients<P>) => Promise<T>,
  name = "clients",
): Promise<T> {
  return onPage(open(name), async (page) => {
    const run = page.scenarios<Page>();
    await run.openCamera(size.width, size.height, size.fps);
    let count = 0;
    return measure({
      page,
      run: run as unknown as Scenarios<P>,
      connect(way, more) {
        const prompt = `prompt ${++count} of ${way}`;
        return run.connect({ service: emulator.service, way, prompt, code: lookCode(prompt), ...more });
      },
      async settle() {
        await run.disconnect();
        await emulator.remote.waitForIdle({ timeoutMs: 30_000 });
      },
    });
  });
}

/** The order of the ways in a round: another one starts each time, so that none is always the one after the same. */
export const rotated = <T>(ways: readonly T[], round: number): T[] =>
  ways.map((_, index) => ways[(index + round) % ways.length] as T);
