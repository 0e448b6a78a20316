/** A complaint of the compiler that is no fault of the SDK's. */
export interface Excuse {
  /** The document, and the line in it. */
  at: string;
  code: number;
  /** The whole line. */
  text: string;
}

const OBJECT_NULL = 2531;
const NAME_NULL = 18047;
const NO_SUCH_PROPERTY = 2339;
const UNKNOWN = 18046;

/** One line of a document, and what the compiler says about it. */
const line = (at: string, text: string, ...codes: number[]): Excuse[] => codes.map((code) => ({ at, text, code }));

/** The documents' own DOM look-ups: what they find may be null, and isn't known to be an input or a video. */
const DOM = [
  ...line(
    "000:33",
    'const characterPhoto = document.querySelector("input[type=file]").files[0];',
    OBJECT_NULL,
    NO_SUCH_PROPERTY,
  ),
  ...line(
    "000:156",
    'document.getElementById("output-video").srcObject = transformedStream;',
    OBJECT_NULL,
    NO_SUCH_PROPERTY,
  ),
  ...line("000:200", "videoElement.srcObject = transformedStream;", NAME_NULL, NO_SUCH_PROPERTY),
  ...line(
    "000:276",
    'const file = document.querySelector("input[type=file]").files[0];',
    OBJECT_NULL,
    NO_SUCH_PROPERTY,
  ),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as the document has it
  ...line("000:542", "statusElement.textContent = `Status: ${state}`;", NAME_NULL),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as the document has it
  ...line("000:543", "statusElement.className = `status-${state}`;", NAME_NULL),
  ...line("000:550", "errorElement.textContent = error.message;", NAME_NULL),
  ...line("000:551", 'errorElement.style.display = "block";', NAME_NULL),
  ...line("002:43", "videoElement.srcObject = remoteStream;", NAME_NULL),
];

/** What is caught is `unknown` under `strict`, whoever has thrown it: the language has no types for exceptions. */
const CAUGHT = [
  ...line("004:148", "console.error(error.message);", UNKNOWN),
  ...line("004:165", "console.error(error.message);", UNKNOWN),
];

/** Every excuse there is, by its reason. One that isn't needed any more has to go: the test says so. */
export const EXCUSES: Record<string, Excuse[]> = {
  "the document's own DOM look-up": DOM,
  "the document's own catch": CAUGHT,
};
