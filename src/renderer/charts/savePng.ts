/** A drawn chart as a picture, as it looks on screen. */

import { toErrorObject } from '../../shared/errors.ts';
import { showError } from '../components/toasts.tsx';
import { saveFile } from './saveFile.ts';

const pixelRatio = 2;
const titleHeight = 36;
const margin = 16;
/** Set by style sheets, and lost outside of the document unless written down. */
const properties = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity', 'font-family', 'font-size', 'text-anchor'] as const;

export function savePng(figure: HTMLElement | null, name: string, title: string): void {
  const drawing = figure?.querySelector<SVGSVGElement>('svg.recharts-surface');
  if (!figure || !drawing) return;
  drawPng(drawing, title, getComputedStyle(figure))
    .then((picture) => saveFile(name, 'image/png', picture))
    .catch((error: unknown) => showError(toErrorObject(error), 'The picture could not be made'));
}

async function drawPng(drawing: SVGSVGElement, title: string, style: CSSStyleDeclaration): Promise<Blob> {
  const [width, height] = [drawing.clientWidth, drawing.clientHeight];
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [...drawing.querySelectorAll('*')];
  for (const [i, element] of [...copy.querySelectorAll<SVGElement>('*')].entries()) {
    const computed = getComputedStyle(originals[i] as Element);
    for (const property of properties) element.style.setProperty(property, computed.getPropertyValue(property));
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();

  const canvas = document.createElement('canvas');
  canvas.width = (width + 2 * margin) * pixelRatio;
  canvas.height = (height + titleHeight + 2 * margin) * pixelRatio;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas');
  context.scale(pixelRatio, pixelRatio);
  context.fillStyle = style.getPropertyValue('--mw-surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.color;
  context.font = `600 15px ${style.fontFamily}`;
  context.fillText(title, margin, margin + 16);
  context.drawImage(image, margin, margin + titleHeight, width, height);
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is empty'))), 'image/png'));
}
