/** Mantine's components in our clothes: whatever the parts use is set up here, nowhere else. */
import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  Checkbox,
  Code,
  createTheme,
  Drawer,
  Input,
  InputWrapper,
  Kbd,
  Loader,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
  Popover,
  Progress,
  Radio,
  ScrollArea,
  SegmentedControl,
  Select,
  Skeleton,
  Slider,
  Switch,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { motion, radius, space, type, weight } from './scale.ts';
import classes from './theme.module.css';

const gray: MantineColorsTuple = ['#f7f7f8', '#f1f1f3', '#eaeaed', '#e3e3e7', '#cdcdd4', '#a3a3ad', '#86868f', '#56565f', '#37373e', '#1a1a1e'];
const dark: MantineColorsTuple = ['#ececef', '#b1b2ba', '#8f909a', '#5d5e67', '#3b3c43', '#28292e', '#1e1f23', '#16171a', '#0f1012', '#0b0c0d'];
const accent: MantineColorsTuple = ['#edf0fb', '#d9dff7', '#b8c4f5', '#93a7ff', '#7189f2', '#5670e8', '#4762dc', '#3555d1', '#2f4fc7', '#2a47b4'];
const red: MantineColorsTuple = ['#fce9ea', '#f8d0d2', '#f3a9ad', '#ff8087', '#e2606a', '#d14952', '#c63b45', '#c22f3a', '#b3242f', '#a8252f'];

const sizes = (value: keyof typeof type, part: 'size' | 'line'): string => `${type[value][part]}px`;
const floating = { transitionProps: { duration: motion.quick }, shadow: 'md', radius: 'md' } as const;

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  colors: { gray, dark, accent, red },
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: false,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontSizes: { xs: sizes('xs', 'size'), sm: sizes('sm', 'size'), md: sizes('md', 'size'), lg: sizes('lg', 'size'), xl: sizes('xl', 'size') },
  lineHeights: { xs: sizes('xs', 'line'), sm: sizes('sm', 'line'), md: sizes('md', 'line'), lg: sizes('lg', 'line'), xl: sizes('xl', 'line') },
  radius: { xs: `${radius.sm}px`, sm: `${radius.sm}px`, md: `${radius.md}px`, lg: `${radius.lg}px`, xl: `${radius.lg}px` },
  spacing: { xs: `${space[1]}px`, sm: `${space[2]}px`, md: `${space[3]}px`, lg: `${space[4]}px`, xl: `${space[6]}px` },
  shadows: { xs: 'none', sm: 'none', md: 'var(--mw-shadow)', lg: 'var(--mw-shadow)', xl: 'var(--mw-shadow)' },
  headings: { fontWeight: String(weight.strong) },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 28 }, classNames: { root: classes.actionIcon ?? '' } }),
    Anchor: Anchor.extend({ defaultProps: { underline: 'hover' }, classNames: { root: classes.anchor ?? '' } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', size: 'sm', radius: 'sm' }, classNames: { root: classes.badge ?? '' } }),
    Button: Button.extend({ defaultProps: { variant: 'default' }, classNames: { root: classes.button ?? '', section: classes.buttonSection ?? '' } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs', radius: 'sm' }, classNames: { label: classes.checkLabel ?? '', input: classes.checkInput ?? '' } }),
    Code: Code.extend({ classNames: { root: classes.code ?? '' } }),
    Drawer: Drawer.extend({
      defaultProps: { transitionProps: { duration: motion.calm } },
      classNames: { content: classes.dialog ?? '', header: classes.dialogHeader ?? '' },
    }),
    Input: Input.extend({ classNames: { input: classes.input ?? '' } }),
    InputWrapper: InputWrapper.extend({
      defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] },
      classNames: { label: classes.label ?? '', description: classes.description ?? '', error: classes.error ?? '' },
    }),
    Kbd: Kbd.extend({ classNames: { root: classes.kbd ?? '' } }),
    Loader: Loader.extend({ defaultProps: { size: 14, type: 'oval', color: 'var(--mw-text-faint)' } }),
    Menu: Menu.extend({
      defaultProps: { ...floating, position: 'bottom-end', offset: 4 },
      classNames: { dropdown: classes.floating ?? '', item: classes.menuItem ?? '', label: classes.menuLabel ?? '', divider: classes.menuDivider ?? '' },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        overlayProps: { color: 'var(--mw-backdrop)', backgroundOpacity: 1 },
        transitionProps: { duration: motion.calm, transition: 'fade' },
      },
      classNames: { content: classes.dialog ?? '', header: classes.dialogHeader ?? '', title: classes.dialogTitle ?? '', body: classes.dialogBody ?? '' },
    }),
    Notification: Notification.extend({
      defaultProps: { withBorder: true },
      classNames: { root: classes.notification ?? '', title: classes.notificationTitle ?? '', description: classes.notificationBody ?? '' },
    }),
    Popover: Popover.extend({ defaultProps: { ...floating }, classNames: { dropdown: classes.floating ?? '' } }),
    Progress: Progress.extend({ defaultProps: { size: 6, radius: 'sm' }, classNames: { root: classes.progress ?? '' } }),
    Radio: Radio.extend({ defaultProps: { size: 'xs' }, classNames: { label: classes.checkLabel ?? '' } }),
    ScrollArea: ScrollArea.extend({ defaultProps: { scrollbarSize: 8, type: 'hover' } }),
    SegmentedControl: SegmentedControl.extend({
      defaultProps: { transitionDuration: motion.quick },
      classNames: { root: classes.segmented ?? '', indicator: classes.segmentedIndicator ?? '', label: classes.segmentedLabel ?? '' },
    }),
    Select: Select.extend({
      defaultProps: { comboboxProps: { shadow: 'md', transitionProps: { duration: motion.quick } }, checkIconPosition: 'right', allowDeselect: false },
      classNames: { dropdown: classes.floating ?? '', option: classes.option ?? '' },
    }),
    Skeleton: Skeleton.extend({ defaultProps: { radius: 'sm' }, classNames: { root: classes.skeleton ?? '' } }),
    Slider: Slider.extend({
      defaultProps: { size: 4, thumbSize: 14, color: 'accent' },
      classNames: { track: classes.track ?? '', thumb: classes.thumb ?? '' },
    }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' }, classNames: { label: classes.checkLabel ?? '' } }),
    Tabs: Tabs.extend({ classNames: { list: classes.tabs ?? '', tab: classes.tab ?? '' } }),
    Textarea: Textarea.extend({ defaultProps: { autosize: true, minRows: 2, maxRows: 12 } }),
    TextInput: TextInput.extend({}),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 300,
        closeDelay: 0,
        multiline: true,
        maw: 320,
        withArrow: false,
        transitionProps: { duration: motion.quick },
        events: { hover: true, focus: true, touch: true },
      },
      classNames: { tooltip: classes.tooltip ?? '' },
    }),
  },
});
