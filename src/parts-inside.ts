import * as batch from "./http/batch";
import * as media from "./media/media";
import * as images from "./realtime/image-input";
import * as prewarm from "./realtime/prewarm";
import * as sight from "./realtime/sight";
import * as viewer from "./realtime/subscribe";

// parts.ts for the file for the CDN, which has everything inside: with no import() left, it is 1 kB smaller.

/** The HTTP API. */
export const loadBatch = async () => batch;

/** What reads images. */
export const loadImages = async () => images;

/** What mirrors and watches the tracks that are sent, and makes camera tracks. */
export const loadMedia = async () => media;

/** What prepares a connection before its connect. */
export const loadPrewarm = async () => prewarm;

/** Viewers. */
export const loadViewer = async () => viewer;

/** What looks at live sessions, and at the way to them: statistics, telemetry, reports, the check before. */
export const loadSight = async () => sight;
