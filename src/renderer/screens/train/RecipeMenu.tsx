/** Recipes from elsewhere into the draft, and the draft emptied. What was there before can be had back. */
import { IconBookmark, IconEraser, IconFileImport, IconTestPipe } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Api } from '../../../shared/api.ts';
import { toErrorObject } from '../../../shared/errors.ts';
import type { Client } from '../../../shared/rpc/contract.ts';
import { MenuButton, showError } from '../../components/index.ts';
import { useConnection } from '../../stores/ConnectionContext.tsx';
import { emptyDraft, type TrainDraft } from './draft.ts';
import { draftOfRecipe, draftOfText } from './loadRecipe.ts';
import { SavedRecipes } from './SavedRecipes.tsx';

interface RecipeMenuProps {
  /** @param name of the run to come; '': none. @param what "The recipe was loaded". */
  readonly onReplace: (draft: TrainDraft, name: string, what: string) => void;
  /** There is nothing to empty. */
  readonly empty: boolean;
}

export function RecipeMenu({ onReplace, empty }: RecipeMenuProps): ReactNode {
  const connection = useConnection();
  const input = useRef<HTMLInputElement>(null);
  const [listing, setListing] = useState(false);
  const load = async (read: (client: Client<Api>) => Promise<TrainDraft>, what: string): Promise<void> => {
    try {
      onReplace(await read(await connection.ready()), '', what);
    } catch (error) {
      showError(toErrorObject(error), 'The recipe could not be loaded');
    }
  };
  const starter = (): Promise<void> =>
    load(async (client) => draftOfRecipe(client, (await client.call('recipes.starter', {})).draft), 'The starter recipe is loaded');
  return (
    <>
      <MenuButton
        text
        label="Recipes"
        icon={IconBookmark}
        items={[
          { label: 'Open a saved recipe', icon: IconBookmark, onClick: () => setListing(true) },
          { label: 'Load one from a file', icon: IconFileImport, onClick: () => input.current?.click() },
          { label: 'Use the starter recipe', icon: IconTestPipe, onClick: () => void starter() },
          {
            label: 'Start over',
            icon: IconEraser,
            separate: true,
            refusal: empty ? 'nothing has been chosen yet' : null,
            onClick: () => onReplace(emptyDraft, '', 'Everything is as at the beginning'),
          },
        ]}
      />
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="Load a recipe from a file"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          if (file) void load(async (client) => draftOfText(client, await file.text()), `${file.name} is loaded`);
          event.currentTarget.value = '';
        }}
      />
      {listing ? (
        <SavedRecipes
          onOpen={({ name, recipe }) => {
            setListing(false);
            void load((client) => draftOfRecipe(client, recipe), `${name} is loaded`);
          }}
          onClose={() => setListing(false)}
        />
      ) : null}
    </>
  );
}
