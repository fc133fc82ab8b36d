/** A part of a route as it was before it was encoded; an address that somebody typed is taken as it stands where it is no encoding. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
