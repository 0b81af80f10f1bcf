import { z } from "@hono/zod-openapi";
import { PAGE } from "../page/html.ts";
import { SCRIPT } from "../page/script.ts";
import { STYLE } from "../page/style.ts";
import type { ApiApp } from "../environment.ts";
import { defineRoute } from "../route.ts";

/** Nothing but our own files; data goes into the page as text only. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const FILES = [
  { path: "/status", type: "text/html", text: PAGE },
  // Where the dashboard is not built.
  { path: "/", type: "text/html", text: PAGE },
  { path: "/status.css", type: "text/css", text: STYLE },
  { path: "/status.js", type: "text/javascript", text: SCRIPT },
] as const;

/** The shell is public; everything it shows, it asks for with the reader's own token. */
export function registerStatusPage(app: ApiApp): void {
  for (const { path, type, text } of FILES) {
    const content = { [type]: { schema: z.string() } };
    const route = defineRoute("public", {
      method: "get",
      path,
      responses: { 200: { description: "The file", content } },
    });
    const headers = {
      "Content-Type": `${type}; charset=utf-8`,
      "Content-Security-Policy": CONTENT_SECURITY_POLICY,
      "Cache-Control": "no-cache",
    };
    app.openapi(route, (context) => context.body(text, 200, headers));
  }
}
