/** Files of the application's machine, for windows without a system dialog of their own. */
import { Checkbox, Modal, TextInput } from '@mantine/core';
import { IconArrowUp, IconBox, IconDatabase, IconFile, IconFolder } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { FileEntry } from '../../../shared/api/app.ts';
import { formatBytes, formatSince } from '../../format/index.ts';
import { useCall } from '../../stores/useCall.ts';
import { Button, IconButton } from '../Button.tsx';
import { SearchField } from '../choices.tsx';
import { ErrorState, SkeletonRows } from '../States.tsx';
import { Tag } from '../StatusPill.tsx';

import classes from './FileBrowserDialog.module.css';
import type { PathRequest } from './pathRequest.ts';

interface FileBrowserDialogProps {
  readonly request: PathRequest;
  /** None: cancelled. */
  readonly onAnswer: (paths: readonly string[]) => void;
}

const looks = { model: 'model', dataset: 'dataset', run: 'run' } as const;

export function FileBrowserDialog({ request, onAnswer }: FileBrowserDialogProps): ReactNode {
  const { kind, title, defaultPath, filters = [] } = request;
  const [place, setPlace] = useState<string | null>(kind === 'save' && defaultPath ? parentOf(defaultPath) : (defaultPath ?? null));
  const [typed, setTyped] = useState<string | null>(null);
  const [name, setName] = useState(kind === 'save' && defaultPath ? nameOf(defaultPath) : '');
  const [filter, setFilter] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { data, error, refetch } = useCall('files.browse', { path: place }, { keepPrevious: true });
  const roots = useCall('files.browse', { path: null }).data?.roots ?? [];

  const go = (path: string): void => {
    setPlace(path);
    setTyped(null);
    setFilter('');
    setChosen(new Set());
  };
  const endings = filters.flatMap(({ extensions }) => extensions);
  const fits = (entry: FileEntry): boolean =>
    entry.kind === 'folder' || endings.length === 0 || endings.some((ending) => entry.name.toLowerCase().endsWith(`.${ending}`));
  const entries = (data?.entries ?? [])
    .filter((entry) => fits(entry) && (kind !== 'folder' || entry.kind === 'folder'))
    .filter((entry) => entry.name.toLowerCase().includes(filter.toLowerCase()));
  const toggle = (path: string): void => {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    setChosen(next);
  };
  const here = data?.path ?? '';
  const answer = kind === 'files' ? [...chosen] : kind === 'folder' ? [[...chosen][0] ?? here] : [join(here, name.trim())];
  const refusal =
    kind === 'files' && chosen.size === 0
      ? 'Choose a file'
      : kind === 'save' && name.trim() === ''
        ? 'Give it a name'
        : here === ''
          ? 'Reading the folder'
          : null;

  return (
    <Modal opened onClose={() => onAnswer([])} title={title} size={720}>
      <div className={classes.browser}>
        <div className={classes.bar}>
          <IconButton
            icon={IconArrowUp}
            label="The folder above"
            refusal={data?.parent === null ? 'This is the top' : null}
            onClick={() => data?.parent && go(data.parent)}
          />
          <TextInput
            aria-label="Folder"
            className={classes.path ?? ''}
            value={typed ?? (here === '' ? (place ?? '') : here)}
            spellCheck={false}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && typed !== null && typed.trim() !== '' && go(typed.trim())}
          />
          <SearchField label="Filter" value={filter} onChange={setFilter} width={140} />
        </div>
        <div className={classes.columns}>
          <nav className={classes.roots} aria-label="Places">
            {roots.map((root) => (
              <button key={root.path} type="button" className={classes.root} aria-current={root.path === here} onClick={() => go(root.path)}>
                {root.name}
              </button>
            ))}
          </nav>
          <div className={classes.list}>
            {error ? <ErrorState error={error} title="The folder could not be read" onRetry={() => void refetch()} /> : null}
            {data === undefined && !error ? <SkeletonRows rows={8} /> : null}
            {data !== undefined && entries.length === 0 ? (
              <p className={classes.none}>{filter === '' ? 'Nothing to choose in this folder.' : `Nothing here contains “${filter}”.`}</p>
            ) : null}
            {entries.map((entry) => (
              <Entry
                key={entry.path}
                entry={entry}
                chosen={chosen.has(entry.path)}
                // A model's folder can be chosen where files are asked for, too.
                choosable={kind === 'files' ? entry.kind === 'file' || entry.looksLike !== null : kind === 'folder'}
                onOpen={() => (entry.kind === 'folder' ? go(entry.path) : kind === 'save' ? setName(entry.name) : toggle(entry.path))}
                onToggle={() => (kind === 'folder' ? setChosen(new Set(chosen.has(entry.path) ? [] : [entry.path])) : toggle(entry.path))}
              />
            ))}
          </div>
        </div>
        <div className={classes.foot}>
          {kind === 'save' ? (
            <TextInput
              aria-label="Name"
              placeholder="Name"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              className={classes.path ?? ''}
            />
          ) : null}
          <span className={classes.summary}>
            {kind === 'files' ? (chosen.size === 0 ? '' : `${chosen.size} chosen`) : kind === 'folder' ? (answer[0] ?? '') : ''}
          </span>
          <Button look="quiet" onClick={() => onAnswer([])}>
            Cancel
          </Button>
          <Button look="primary" refusal={refusal} onClick={() => onAnswer(answer)}>
            {kind === 'save' ? 'Save here' : kind === 'folder' ? 'Choose this folder' : 'Open'}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

interface EntryProps {
  readonly entry: FileEntry;
  readonly chosen: boolean;
  readonly choosable: boolean;
  readonly onOpen: () => void;
  readonly onToggle: () => void;
}

function Entry({ entry, chosen, choosable, onOpen, onToggle }: EntryProps): ReactNode {
  const Glyph = entry.looksLike === 'model' ? IconBox : entry.looksLike === 'dataset' ? IconDatabase : entry.kind === 'folder' ? IconFolder : IconFile;
  return (
    <div className={classes.entry} data-chosen={chosen}>
      {choosable ? <Checkbox aria-label={`Choose ${entry.name}`} checked={chosen} onChange={onToggle} /> : <span className={classes.noBox} />}
      <button type="button" className={classes.name} onClick={onOpen}>
        <Glyph size={16} stroke={1.5} aria-hidden />
        <span>{entry.name}</span>
        {entry.looksLike ? <Tag>{looks[entry.looksLike]}</Tag> : null}
      </button>
      <span className={classes.faint}>{entry.kind === 'file' ? formatBytes(entry.bytes) : ''}</span>
      <span className={classes.faint}>{formatSince(entry.modifiedAt)}</span>
    </div>
  );
}

function separatorOf(path: string): string {
  return path.includes('\\') && !path.includes('/') ? '\\' : '/';
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf(separatorOf(path))));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf(separatorOf(path)) + 1);
}

function join(folder: string, name: string): string {
  const separator = separatorOf(folder);
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}
