/** The recipe as JSON: what was said, or with every default written out; saved under a name or as a file. */
import { IconDeviceFloppy, IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Recipe } from '../../../shared/recipe.ts';
import { saveFile } from '../../charts/index.ts';
import { Button, CodeBlock, Panel, Segmented, Stack } from '../../components/index.ts';
import { SaveRecipe } from './SaveRecipe.tsx';

interface RecipePanelProps {
  readonly name: string;
  readonly recipe: Record<string, unknown>;
  /** null: it does not resolve yet. */
  readonly resolved: Recipe | null;
}

export function RecipePanel({ name, recipe, resolved }: RecipePanelProps): ReactNode {
  const [whole, setWhole] = useState(false);
  const [saving, setSaving] = useState(false);
  const text = JSON.stringify(whole && resolved ? resolved : recipe, null, 2);
  return (
    <Panel
      title="Recipe"
      note="mixwright train takes it as it is"
      actions={
        <>
          <Button icon={IconDownload} onClick={() => saveFile(`${name}.json`, 'application/json', text)}>
            Save as a file
          </Button>
          <Button icon={IconDeviceFloppy} onClick={() => setSaving(true)}>
            Save by name
          </Button>
        </>
      }
    >
      <Stack gap={3}>
        {resolved ? (
          <div>
            <Segmented
              label="What the recipe shows"
              value={whole ? 'whole' : 'said'}
              options={[
                { value: 'said', label: 'What was chosen' },
                { value: 'whole', label: 'With every default' },
              ]}
              onChange={(value) => setWhole(value === 'whole')}
            />
          </div>
        ) : null}
        <CodeBlock text={text} title="json" />
      </Stack>
      {saving ? <SaveRecipe name={name} recipe={recipe} onClose={() => setSaving(false)} /> : null}
    </Panel>
  );
}
