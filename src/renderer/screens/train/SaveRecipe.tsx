import type { ReactNode } from 'react';
import { RenameDialog, showDone } from '../../components/index.ts';
import { useAction } from '../../stores/useCall.ts';

interface SaveRecipeProps {
  readonly name: string;
  readonly recipe: Record<string, unknown>;
  readonly onClose: () => void;
}

/** Asks for the name under which the recipe is kept. */
export function SaveRecipe({ name, recipe, onClose }: SaveRecipeProps): ReactNode {
  const save = useAction('recipes.save');
  return (
    <RenameDialog
      title="Save the recipe"
      confirm="Save"
      name={name}
      busy={save.busy}
      onRename={(given) =>
        save.run({ name: given, draft: recipe }, () => {
          showDone(`Saved as ${given}`, 'It is under Recipes, at the top of this screen.');
          onClose();
        })
      }
      onClose={onClose}
    />
  );
}
