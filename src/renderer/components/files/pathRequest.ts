/** What a path is chosen for. */
export interface PathRequest {
  readonly kind: 'folder' | 'files' | 'save';
  /** "Open a model". */
  readonly title: string;
  readonly defaultPath?: string;
  readonly filters?: readonly { readonly name: string; readonly extensions: readonly string[] }[];
}
