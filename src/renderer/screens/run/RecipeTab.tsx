/** The recipe as it was resolved, every default written out. */

import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Recipe } from '../../../shared/recipe.ts';
import { saveFile } from '../../charts/index.ts';
import { Button, CodeBlock, Panel } from '../../components/index.ts';

interface RecipeTabProps {
  readonly name: string;
  readonly recipe: Recipe;
}

export function RecipeTab({ name, recipe }: RecipeTabProps): ReactNode {
  const text = JSON.stringify(recipe, null, 2);
  return (
    <Panel
      title="Recipe"
      note="mixwright train takes it as it is"
      actions={
        <Button icon={IconDownload} onClick={() => saveFile(`${name}.json`, 'application/json', text)}>
          Save
        </Button>
      }
    >
      <CodeBlock text={text} title="json" maxHeight={720} />
    </Panel>
  );
}
