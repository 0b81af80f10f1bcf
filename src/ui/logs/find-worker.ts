import type { FindAnswer, FindRequest } from "./find-messages.ts";
import { compilePattern, findRanges, searchPiece } from "./find-scan.ts";

/**
 * Looks for a pattern away from the page: an expression may take ages over one line, and then only this worker hangs,
 * which the page ends.
 */
self.onmessage = ({ data }: MessageEvent<FindRequest>) => {
  self.postMessage(answer(data));
};

function answer(request: FindRequest): FindAnswer {
  const { kind, ask } = request;
  const compiled = compilePattern(request.pattern);
  if (kind === "search") return { kind, ask, found: compiled.ok ? searchPiece(compiled.regex, request.piece) : [] };
  return { kind, ask, ranges: request.texts.map((text) => (compiled.ok ? findRanges(compiled.regex, text) : [])) };
}
