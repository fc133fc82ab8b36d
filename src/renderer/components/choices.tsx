/** Small choices: one of a few, tabs, a search, keys on a keyboard. */
import { Kbd, Tabs as MantineTabs, SegmentedControl, TextInput } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  /** Behind the label, quietly. */
  readonly count?: number;
}

export interface SegmentedProps<V extends string> {
  /** Read out; not shown. */
  readonly label: string;
  readonly value: V;
  readonly options: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
}

/** One of two to five. */
export function Segmented<V extends string>({ label, value, options, onChange }: SegmentedProps<V>): ReactNode {
  return (
    <SegmentedControl
      aria-label={label}
      value={value}
      onChange={(chosen) => onChange(chosen as V)}
      data={options.map((option) => ({ value: option.value, label: option.label }))}
    />
  );
}

export interface TabsProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
}

/** Views of the same thing. The chosen one's content is drawn by the caller. */
export function Tabs<V extends string>({ label, value, options, onChange }: TabsProps<V>): ReactNode {
  return (
    <MantineTabs value={value} onChange={(chosen) => chosen !== null && onChange(chosen as V)} keepMounted={false}>
      <MantineTabs.List aria-label={label}>
        {options.map((option) => (
          <MantineTabs.Tab key={option.value} value={option.value}>
            {option.label}
            {option.count === undefined ? null : (
              <span style={{ marginLeft: 6, color: 'var(--mw-text-faint)', fontVariantNumeric: 'tabular-nums' }}>{option.count}</span>
            )}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
      {/* A tab names its panel for screen readers; the content follows the part. */}
      <MantineTabs.Panel value={value}>{null}</MantineTabs.Panel>
    </MantineTabs>
  );
}

export interface SearchFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** "Search runs". */
  readonly label: string;
  readonly width?: number;
}

/** Filters what is listed while it is typed; Escape empties it. */
export function SearchField({ value, onChange, label, width = 240 }: SearchFieldProps): ReactNode {
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && value !== '') {
          event.stopPropagation();
          onChange('');
        }
      }}
      leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
      rightSection={value === '' ? null : <IconButton label="Empty the search" icon={IconX} size="sm" onClick={() => onChange('')} />}
      w={width}
    />
  );
}

/** Keys to press together, as the platform writes them: Mod is Command on a Mac, else Ctrl. */
export function Keys({ keys }: { readonly keys: readonly string[] }): ReactNode {
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  return (
    <span style={{ display: 'inline-flex', gap: 2 }}>
      {keys.map((key) => (
        <Kbd key={key}>{key === 'Mod' ? (mac ? '⌘' : 'Ctrl') : key}</Kbd>
      ))}
    </span>
  );
}
