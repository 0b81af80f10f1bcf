/**
 * What the dashboard's document may do: run and show our own files, and nothing else. Scripts make addresses of workers
 * and markup through the one named policy only. 'self' stands for WebSockets of the same origin too.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types tradewind",
];

const FOR_ALL: Readonly<Record<string, string>> = {
  "Content-Security-Policy": CONTENT_SECURITY_POLICY.join("; "),
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** For files that bear a hash of what they hold in their names. Everything else is asked for again each time. */
const HASHED: Readonly<Record<string, string>> = { "Cache-Control": "public, max-age=31536000, immutable" };
/** The platform reads at most 100 rules. */
const HASHED_AT_MOST = 99;

export interface BuiltFile {
  /** Path below the site's root. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * The `_headers` file of the static assets. Hashed files are named one by one, the largest first: under a missing file's
 * name the document is served, which no browser may keep.
 */
export function renderHeaders(files: readonly BuiltFile[]): string {
  const hashed = files.filter(({ path }) => path.startsWith("assets/")).toSorted((a, b) => b.bytes - a.bytes);
  const rules = hashed.slice(0, HASHED_AT_MOST).flatMap(({ path }) => renderRule(`/${path}`, HASHED));
  return [...renderRule("/*", FOR_ALL), ...rules, ""].join("\n");
}

function renderRule(path: string, headers: Readonly<Record<string, string>>): string[] {
  return [path, ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`)];
}
