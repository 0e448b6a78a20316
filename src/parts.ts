import { lazy } from "./lazy";

// What isn't needed before a live session's first frame. In the file for the CDN, parts-inside.ts takes this one's place.

/** The HTTP API. */
export const loadBatch = lazy(() => import("./http/batch"));

/** What reads images. */
export const loadImages = lazy(() => import("./realtime/image-input"));

/** What mirrors and watches the tracks that are sent, and makes camera tracks. */
export const loadMedia = lazy(() => import("./media/media"));

/** What prepares a connection before its connect. */
export const loadPrewarm = lazy(() => import("./realtime/prewarm"));

/** Viewers. */
export const loadViewer = lazy(() => import("./realtime/subscribe"));

/** What looks at live sessions, and at the way to them: statistics, telemetry, reports, the check before. */
export const loadSight = lazy(() => import("./realtime/sight"));
