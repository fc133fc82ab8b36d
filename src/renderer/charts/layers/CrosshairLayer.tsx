/** Takes the pointer: a line at the x under it on all charts of the group, the values there as dots; dragging zooms, a double click shows everything. */
import { type PointerEvent, type ReactNode, useState } from 'react';
import { type ChartGroup, usePointer } from '../chartGroup.ts';
import type { Range } from '../math/extent.ts';
import { nearestIndex } from '../math/search.ts';
import type { ChartSeries } from '../series.ts';
import { usePixels } from './usePixels.ts';

interface CrosshairLayerProps {
  readonly group: ChartGroup;
  readonly series: readonly ChartSeries[];
  readonly range: Range;
  readonly domain: Range;
  readonly log: boolean;
  readonly colourOf: (series: ChartSeries, index: number) => string;
}

/** Pixels the pointer has to move before it is a drag. */
const dragThreshold = 5;

export function CrosshairLayer({ group, series, range, domain, log, colourOf }: CrosshairLayerProps): ReactNode {
  const pixels = usePixels(range, domain, log);
  const pointer = usePointer(group);
  const [drag, setDrag] = useState<Range | null>(null);
  if (!pixels) return null;
  const { area } = pixels;
  const xOf = (event: PointerEvent<SVGRectElement>): number => {
    const frame = event.currentTarget.getBoundingClientRect();
    const inside = Math.min(frame.width, Math.max(0, event.clientX - frame.left));
    return pixels.toX(area.x + inside);
  };
  const left = (x: number): number => x * pixels.x.scale + pixels.x.offset;
  const finish = (): void => {
    if (drag && Math.abs(left(drag[1]) - left(drag[0])) >= dragThreshold) group.zoomTo([Math.min(...drag), Math.max(...drag)]);
    setDrag(null);
  };
  const seen = pointer !== null && pointer >= range[0] && pointer <= range[1];
  return (
    <g>
      {drag ? (
        <rect
          x={Math.min(left(drag[0]), left(drag[1]))}
          y={area.y}
          width={Math.abs(left(drag[1]) - left(drag[0]))}
          height={area.height}
          fill="var(--mw-accent)"
          opacity={0.12}
        />
      ) : null}
      {seen ? (
        <g pointerEvents="none">
          <line x1={left(pointer)} x2={left(pointer)} y1={area.y} y2={area.y + area.height} stroke="var(--mw-text-faint)" />
          {series.map((item, i) => {
            const index = nearestIndex(item.x, pointer);
            const y = item.y[index];
            if (index === -1 || y === undefined || !Number.isFinite(y) || (log && y <= 0)) return null;
            const top = (log ? Math.log10(y) : y) * pixels.y.scale + pixels.y.offset;
            if (top < area.y || top > area.y + area.height) return null;
            return (
              <circle
                key={item.id}
                cx={left(item.x[index] as number)}
                cy={top}
                r={3}
                fill={colourOf(item, i)}
                style={{ stroke: 'var(--mw-surface)' }}
                strokeWidth={1.5}
              />
            );
          })}
        </g>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the frame around it (ChartKeys) takes the keys */}
      <rect
        x={area.x}
        y={area.y}
        width={area.width}
        height={area.height}
        fill="transparent"
        style={{ cursor: 'crosshair', touchAction: 'none' }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag([xOf(event), xOf(event)]);
        }}
        onPointerMove={(event) => {
          const x = xOf(event);
          group.point(x);
          if (drag) setDrag([drag[0], x]);
        }}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={() => {
          if (!drag) group.point(null);
        }}
        onDoubleClick={() => group.zoomTo(null)}
      />
    </g>
  );
}
