/** What can be pressed. A control that cannot be used says why in its tooltip. */
import { ActionIcon, Kbd, Button as MantineButton, Menu, Tooltip } from '@mantine/core';
import { type Icon, IconChevronDown, IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly onClick?: () => void;
  /** A screen to go to, in place of onClick. */
  readonly to?: string;
  /** One `primary` per view: what the view is for. `danger` destroys. */
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: Icon;
  readonly busy?: boolean;
  /** Why it cannot be pressed now; null or absent: it can. */
  readonly refusal?: string | null | undefined;
  readonly type?: 'button' | 'submit';
  readonly fullWidth?: boolean;
  readonly testId?: string;
}

export function Button({
  children,
  onClick,
  to,
  look = 'secondary',
  icon: Glyph,
  busy = false,
  refusal,
  type = 'button',
  fullWidth = false,
  testId,
}: ButtonProps): ReactNode {
  const [, navigate] = useLocation();
  const refused = refusal !== null && refusal !== undefined;
  return (
    <Tooltip label={refusal} disabled={!refused}>
      <MantineButton
        type={type}
        onClick={refused ? (event) => event.preventDefault() : to === undefined ? onClick : () => navigate(to)}
        variant={{ primary: 'filled', secondary: 'default', quiet: 'subtle', danger: 'filled' }[look]}
        {...(look === 'danger' ? { color: 'var(--mw-danger-fill)' } : look === 'quiet' ? { color: 'gray' } : {})}
        leftSection={Glyph ? <Glyph size={16} stroke={1.75} aria-hidden /> : undefined}
        loading={busy}
        fullWidth={fullWidth}
        data-testid={testId}
        {...(refused ? { 'data-disabled': true, 'aria-disabled': true } : {})}
      >
        {children}
      </MantineButton>
    </Tooltip>
  );
}

export interface IconButtonProps {
  /** What it does; read out and shown as tooltip. */
  readonly label: string;
  readonly icon: Icon;
  readonly onClick: () => void;
  readonly refusal?: string | null;
  readonly busy?: boolean;
  /** Pressed, for what can be switched on. */
  readonly active?: boolean;
  readonly size?: 'sm' | 'md';
}

export function IconButton({ label, icon: Glyph, onClick, refusal = null, busy = false, active, size = 'md' }: IconButtonProps): ReactNode {
  return (
    <Tooltip label={refusal ?? label}>
      <ActionIcon
        aria-label={label}
        aria-pressed={active}
        onClick={refusal === null ? onClick : undefined}
        loading={busy}
        size={size === 'sm' ? 24 : 28}
        {...(refusal === null ? {} : { 'data-disabled': true, 'aria-disabled': true })}
        {...(active ? { variant: 'light', color: 'accent' } : {})}
      >
        <Glyph size={size === 'sm' ? 14 : 16} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

export interface MenuItem {
  readonly label: string;
  readonly icon?: Icon;
  readonly onClick: () => void;
  readonly danger?: boolean;
  /** Why it cannot be chosen now; shown below it. */
  readonly refusal?: string | null;
  /** Begins a new group. */
  readonly separate?: boolean;
  /** The key that does the same, where it can be pressed. */
  readonly keys?: string;
}

export interface MenuButtonProps {
  readonly items: readonly MenuItem[];
  /** Of the icon button; or the text of the button when `text` is set. */
  readonly label: string;
  readonly icon?: Icon;
  readonly text?: boolean;
  readonly primary?: boolean;
}

/** A button that opens a list of actions. */
export function MenuButton({ items, label, icon: Glyph = IconDots, text = false, primary = false }: MenuButtonProps): ReactNode {
  return (
    <Menu>
      <Menu.Target>
        {text ? (
          <MantineButton
            variant={primary ? 'filled' : 'default'}
            leftSection={<Glyph size={16} stroke={1.75} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
          >
            {label}
          </MantineButton>
        ) : (
          <ActionIcon aria-label={label} onClick={(event) => event.stopPropagation()}>
            <Glyph size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()}>
        {items.map((item) => (
          <MenuEntry key={item.label} item={item} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function MenuEntry({ item: { label, icon: Glyph, onClick, danger = false, refusal = null, separate = false, keys } }: { readonly item: MenuItem }): ReactNode {
  return (
    <>
      {separate ? <Menu.Divider /> : null}
      <Menu.Item
        onClick={onClick}
        disabled={refusal !== null}
        leftSection={Glyph ? <Glyph size={16} stroke={1.75} aria-hidden /> : undefined}
        rightSection={keys ? <Kbd>{keys}</Kbd> : undefined}
        title={refusal ?? undefined}
        style={danger ? { color: 'var(--mw-bad)' } : undefined}
      >
        {label}
      </Menu.Item>
    </>
  );
}
