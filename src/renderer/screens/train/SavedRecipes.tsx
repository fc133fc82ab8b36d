/** Recipes kept by name: opened as the draft, or taken off the list. */
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { SavedRecipe } from '../../../shared/api/recipes.ts';
import { type Column, DataTable, EmptyState, Modal, QueryView, showUndo } from '../../components/index.ts';
import { formatSince } from '../../format/index.ts';
import { useAction, useCall } from '../../stores/useCall.ts';

interface SavedRecipesProps {
  readonly onOpen: (recipe: SavedRecipe) => void;
  readonly onClose: () => void;
}

const columns: readonly Column<SavedRecipe>[] = [
  { id: 'name', header: 'Name', cell: ({ name }) => name, sort: ({ name }) => name, fixed: true, width: { min: 200 } },
  { id: 'saved', header: 'Saved', cell: ({ savedAt }) => formatSince(savedAt), sort: ({ savedAt }) => savedAt, width: 130 },
];

export function SavedRecipes({ onOpen, onClose }: SavedRecipesProps): ReactNode {
  const query = useCall('recipes.list', {});
  const remove = useAction('recipes.remove');
  const save = useAction('recipes.save');
  const takeOff = ({ id, name, recipe }: SavedRecipe): void =>
    remove.run({ id }, () => showUndo({ message: `${name} is off the list`, undo: () => save.run({ name, draft: recipe }) }));
  return (
    <Modal opened onClose={onClose} title="Saved recipes" size={560}>
      <QueryView query={query} waitsFor="Reading the saved recipes" skeleton={3}>
        {(recipes) => (
          <DataTable
            label="Saved recipes"
            rows={recipes}
            columns={columns}
            rowKey={({ id }) => id}
            initialSort={{ column: 'saved', descending: true }}
            onOpen={onOpen}
            actions={(recipe) => [{ label: 'Take off the list', icon: IconTrash, onClick: () => takeOff(recipe) }]}
            empty={
              <EmptyState compact icon={IconBookmark} title="No saved recipes yet">
                Save one by name in the last step, Review.
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </Modal>
  );
}
