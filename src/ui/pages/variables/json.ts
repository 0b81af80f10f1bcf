export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A list or an object: what is meant as JSON. A number or a word may be plain text. */
export function looksLikeJson(text: string): boolean {
  return /^\s*[[{]/.test(text) && isJson(text);
}

/** Text that is no JSON stays as it is. */
export function formatJson(text: string): string {
  return isJson(text) ? JSON.stringify(JSON.parse(text), null, 2) : text;
}
