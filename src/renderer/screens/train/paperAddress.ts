/** Where a method's paper can be read: "arXiv:2404.15159" → its page; an address is itself; null for anything else. */
export function paperAddress(paper: string): string | null {
  const arxiv = /^arXiv:(\d{4}\.\d{4,5})(v\d+)?$/i.exec(paper);
  if (arxiv) return `https://arxiv.org/abs/${arxiv[1]}${arxiv[2] ?? ''}`;
  return /^https:\/\//.test(paper) ? paper : null;
}
