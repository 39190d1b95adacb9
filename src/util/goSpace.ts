/** Go's strings.TrimSpace: Unicode's white space, which has U+0085 and not U+FEFF, unlike JavaScript's `trim`. */
export function trimGoSpace(text: string): string {
  return text.replace(/^\p{White_Space}+/u, '').replace(/(?<!\p{White_Space})\p{White_Space}+$/u, '');
}

/** Whether `trimGoSpace` leaves nothing. */
export function isGoBlank(text: string): boolean {
  return /^\p{White_Space}*$/u.test(text);
}
